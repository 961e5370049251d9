"""Over the registry: nothing of one family reaches another by an id, cursor, tag, key or message."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps

from contracts import Kind, registry
from contracts.docs.examples import required_input
from contracts.models import RememberedAnswer
from contracts.schema.json_schema import schema_of
from openbanking.models import Account, AlertRule, AuditEntry, Membership, Valuation
from openbanking.models.ids import new_id
from tests import factories
from tests.conftest import Api
from tests.openbanking.operations.test_every_operation import ADDRESSES, call
from tests.openbanking.walls.conftest import crossed

OPERATIONS = list(registry)
QUERIES = [each for each in OPERATIONS if each.kind is Kind.QUERY]
COMMANDS = [each for each in OPERATIONS if each.kind is Kind.COMMAND]
LISTS = [each for each in QUERIES if "cursor" in schema_of(each.io.input)["properties"]]
# What an input names, where its name is not that of the model.
NAMED = {
    "accountIds": Account,
    "corrects": Valuation,
    "ownerId": Membership,
    "recipientIds": Membership,
    "ruleId": AlertRule,
    "userId": Membership,
}

pytestmark = pytest.mark.usefixtures("apart", "sandbox")


@pytest.fixture(autouse=True)
def administered(apart):
    """What is for admins is open to both, and not what keeps them apart."""
    Account.objects.update(type="market")
    Membership.objects.update(role=Membership.Role.ADMIN)


@pytest.fixture
def as_bob(apart):
    return Api(factories.make_token(apart.bob))


@pytest.fixture
def as_alice(apart):
    return Api(factories.make_token(apart.alice))


def ids_in(operation):
    """Return the inputs that are ids, besides the tenant's, and whether they are lists of them."""
    properties = schema_of(operation.io.input)["properties"]
    found = {name: each.get("items", each).get("format") == "uuid" for name, each in properties.items()}
    return {
        name: properties[name].get("type") == "array"
        for name, is_id in found.items()
        if is_id and name != "tenantId"
    }


def id_of(keys, name):
    """Return an id of one of them for an input of this name."""
    model = NAMED.get(name) or apps.get_model("openbanking", name.removesuffix("Id"))
    (key, *_) = keys[model]
    return str(Membership.objects.get(pk=key).user_id if model is Membership else key)


def own_input(operation, keys, tenant):
    """Return what an operation requires, about somebody's own."""
    given = required_input(operation)
    for name, is_list in ids_in(operation).items():
        if name in given:
            given[name] = [id_of(keys, name)] if is_list else id_of(keys, name)
    return given | ({"tenantId": str(tenant.pk)} if operation.is_tenanted else {})


def neutral(answer, sent):
    """Return what an answer says, whatever id was sent and whatever run it is of."""
    said = answer.json()
    for name in ("traceId", "instance", "generatedAt", "startedAt", "finishedAt", "overviewId"):
        said.pop(name, None)
    return answer.status_code, str(said).replace(sent, "the id")


@pytest.mark.parametrize(("operation", "address"), ADDRESSES, ids=str)
def test_id_of_another_family_looks_like_one_that_does_not_exist(apart, as_bob, operation, address):
    own = own_input(operation, apart.of_bob, apart.bobs)
    for name, is_list in ids_in(operation).items():
        theirs, absent = id_of(apart.of_alice, name), str(new_id())
        answers = [
            call(as_bob, operation, address, **own | {name: [each] if is_list else each})
            for each in (theirs, absent)
        ]
        assert neutral(answers[0], theirs) == neutral(answers[1], absent), name
        assert crossed(apart, answers[0], sent=theirs) == set()


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_answer_about_own_family_has_nothing_of_another(apart, as_bob, operation):
    answer = call(as_bob, operation, **own_input(operation, apart.of_bob, apart.bobs))
    assert crossed(apart, answer, sent="") == set()


@pytest.mark.parametrize("operation", [each for each in OPERATIONS if each.is_tenanted], ids=str)
def test_another_family_looks_like_one_that_does_not_exist(apart, as_bob, operation):
    given = own_input(operation, apart.of_alice, apart.alices)
    theirs, absent = str(apart.alices.pk), str(new_id())
    answers = [call(as_bob, operation, **given | {"tenantId": each}) for each in (theirs, absent)]
    assert neutral(answers[0], theirs) == neutral(answers[1], absent)
    assert answers[0].status_code == 404


@pytest.mark.parametrize("operation", LISTS, ids=str)
def test_cursor_of_another_family_opens_nothing_of_it(apart, as_alice, as_bob, operation):
    _make_two_of_each(apart)
    page = own_input(operation, apart.of_alice, apart.alices) | {"pageSize": 1}
    for _ in range(2):  # what is on record of it is listed too
        call(as_alice, LISTS[0], **own_input(LISTS[0], apart.of_alice, apart.alices))
    for name in page.keys() & {"accountIds"}:
        page[name] = [str(each.pk) for each in apart.alices.accounts.all()]
    cursor = call(as_alice, operation, **page).json()["nextCursor"]
    own = own_input(operation, apart.of_bob, apart.bobs)
    answer = call(as_bob, operation, **own | {"pageSize": 1, "cursor": cursor})
    assert answer.status_code in {200, 400}
    assert crossed(apart, answer, sent=cursor) == set()


def _make_two_of_each(apart):
    """Let every list of Alice's have a second page."""
    factories.make_tenant("more", apart.alice)
    (key,) = apart.of_alice[Account]
    account = Account.objects.get(pk=key)
    factories.make_balance(factories.make_account(account.connection), "1")
    factories.make_alert(AlertRule.objects.get(tenant=apart.alices), account=account)
    factories.make_transaction(account, "-1")
    factories.make_owner(account, "Alice, once more")
    line = factories.make_holding(account)
    factories.make_order(account)
    for holding in account.holdings.all():
        factories.make_pocket(holding)
        factories.make_holding_value(holding, "1", valued_on=factories.NOW.date() - timedelta(days=1))
    factories.make_pocket(line)
    for days in (1, 2):
        AuditEntry.objects.create(
            user=apart.alice,
            channel="rest",
            operation="a.b.c",
            tenant=str(apart.alices.pk),
            account=str(account.pk),
            day=factories.NOW.date() - timedelta(days=days),
            last_at=factories.NOW,
        )
        factories.make_reading(account, "1", as_of=factories.NOW - timedelta(days=days))


@pytest.mark.parametrize("operation", QUERIES, ids=str)
def test_tag_of_another_familys_answer_is_no_tag_of_ones_own(apart, as_alice, as_bob, operation):
    theirs = call(as_alice, operation, **own_input(operation, apart.of_alice, apart.alices))
    own = own_input(operation, apart.of_bob, apart.bobs)
    answer = call(Api(as_bob.token, **{"If-None-Match": theirs["ETag"]}), operation, **own)
    # A tag of a whole answer is that of its bytes: then both have had the same, and nothing is told.
    assert answer.status_code == 200 or call(as_bob, operation, **own).content == theirs.content


@pytest.mark.parametrize("operation", COMMANDS, ids=str)
def test_idempotency_key_of_another_brings_no_answer_of_theirs(apart, as_bob, operation):
    RememberedAnswer.objects.create(
        caller=str(apart.alice.pk),
        operation=f"{operation.meta.key}/{operation.major}",
        key="the same",
        digest="of her input",
        started_at=factories.NOW,
        answered_at=factories.NOW,
        answer='{"secret": "of hers"}',
    )
    own = own_input(operation, apart.of_bob, apart.bobs)
    same, other = (
        call(Api(as_bob.token, **{"Idempotency-Key": key}), operation, **own)
        for key in ("the same", "another")
    )
    assert "Idempotency-Replayed" not in same
    assert same.status_code == other.status_code
    assert b"of hers" not in same.content
