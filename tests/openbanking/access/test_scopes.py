"""What a token was narrowed to is all it opens: held over every operation there is."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, NamedTuple

import pytest

from contracts.caller import Caller, Channel
from contracts.docs.examples import SAMPLE_ID as ID
from contracts.docs.examples import required_input
from contracts.mcp.tools import operations_for
from contracts.schema.json_schema import schema_of
from contracts.spec import Kind
from openbanking.access.narrowing import BY_ACCOUNT
from openbanking.access.tokens import METRICS, NothingLeft, make_token
from openbanking.models import Account, ApiToken, Membership, User
from openbanking.models.ids import new_id
from openbanking.sandbox import Sandbox
from tests import factories
from tests.conftest import Api
from tests.keeping import Keep, copied
from tests.openbanking.admin.conftest import furnish_wealth
from tests.openbanking.operations.test_every_operation import OPERATIONS, call, input_of, names
from tests.samples import make_sampled

TENANTED = [each for each in OPERATIONS if each.is_tenanted]
NARROWED = [each for each in OPERATIONS if each.meta.key in BY_ACCOUNT]
OTHERS = [each for each in OPERATIONS if each.meta.key not in BY_ACCOUNT]


def takes(operation: Any, name: str) -> bool:
    return name in schema_of(operation.io.input)["properties"]


TAKING_ONE = [each for each in OPERATIONS if takes(each, "accountId")]
TAKING_SEVERAL = [each for each in OPERATIONS if takes(each, "accountIds")]
LISTS = [
    each
    for each in NARROWED
    if each.is_tenanted and each.kind is Kind.QUERY and "accountId" not in required_input(each)
]


class Family(NamedTuple):
    """A member with two accounts: one that tokens are for here, and another."""

    alice: User
    account: Account
    other: Account


@pytest.fixture(scope="module")
def made(keep: Keep) -> Family:
    return keep(_a_family)


alice = copied("alice")


@pytest.fixture
def sample(db: None, made: Family, sandbox: Sandbox) -> Account:
    return deepcopy(made.account)


other = copied("other")


def _a_family() -> Family:
    """Make a family whose other account has something of everything too."""
    alice, sample = make_sampled()
    account = factories.make_account(sample.connection, name="Closed to the token")
    factories.make_balance(account, "7.77")
    factories.make_reading(account, "7.77")
    for month in range(1, 7):
        day = factories.NOW.replace(month=month, day=5)
        factories.make_transaction(account, "-7.77", date=day, counterparty_name="Elsewhere")
    furnish_wealth(account)
    return Family(alice, sample, account)


def narrow(account: Account, **chosen: Any) -> ApiToken:
    """Make a token of alice's for one account."""
    user = account.connection.powens_user.user
    return make_token(user, expires_at=None, accounts=[account], **chosen)[0]


def api_for(account: Account) -> Api:
    """Call with a token of alice's for one account."""
    return Api(make_token(account.connection.powens_user.user, expires_at=None, accounts=[account])[1])


@pytest.fixture
def narrowed(sample: Account) -> Api:
    return api_for(sample)


@pytest.fixture
def wide(sample: Account) -> Api:
    return Api(factories.make_token(sample.connection.powens_user.user))


@pytest.mark.parametrize("operation", TENANTED, ids=names)
def test_token_for_one_tenant_runs_nothing_for_another(sample, bobs, operation):
    alice = sample.connection.powens_user.user
    Membership.objects.create(tenant=bobs, user=alice, role=Membership.Role.ADMIN)
    api = Api(factories.make_token(alice, bobs))
    answer = call(api, operation, **input_of(operation))
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("operation", OPERATIONS, ids=names)
def test_token_for_one_operation_runs_that_alone(sample, operation):
    alice = sample.connection.powens_user.user
    token = ApiToken.objects.get(pk=make_token(alice, expires_at=None, operations=[METRICS])[0].pk)
    assert [each for each in OPERATIONS if token.permits(each.meta.key)] == []
    token.operations = [operation.meta.key]
    permitted = {each.meta.key for each in OPERATIONS if token.permits(each.meta.key)}
    assert permitted == {operation.meta.key}


@pytest.mark.parametrize("operation", OTHERS, ids=names)
def test_token_for_an_account_does_not_run_what_is_about_a_whole_family(sample, narrowed, operation):
    answer = call(narrowed, operation, **input_of(operation))
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize("operation", OTHERS, ids=names)
def test_nor_does_it_where_its_operations_were_widened_since(sample, narrowed, operation):
    ApiToken.objects.update(operations=[])
    answer = call(narrowed, operation, **input_of(operation))
    assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")


@pytest.mark.parametrize("operation", NARROWED, ids=names)
def test_token_for_an_account_runs_what_is_about_that_account(sample, other, narrowed, operation):
    assert call(narrowed, operation, **input_of(operation)).status_code == 200


@pytest.mark.parametrize("operation", TAKING_ONE, ids=names)
def test_account_that_a_token_is_not_for_looks_as_if_it_did_not_exist(
    sample, other, narrowed, operation
):
    given = input_of(operation)
    closed = call(narrowed, operation, **given | {"accountId": str(other.pk)})
    absent = call(narrowed, operation, **given | {"accountId": str(new_id())})
    assert closed.status_code == (404 if operation.meta.key in BY_ACCOUNT else 403)
    assert closed.json()["detail"] == absent.json()["detail"]
    assert closed.json()["code"] == absent.json()["code"]


@pytest.mark.parametrize("operation", TAKING_SEVERAL, ids=names)
def test_nor_does_a_list_of_accounts_open_one_among_others(sample, other, narrowed, operation):
    given = input_of(operation) | {"accountIds": [ID, str(other.pk)]}
    closed = call(narrowed, operation, **given)
    assert closed.status_code == (404 if operation.meta.key in BY_ACCOUNT else 403)


@pytest.mark.parametrize("operation", LISTS, ids=names)
def test_list_has_nothing_of_other_accounts(sample, other, narrowed, wide, operation):
    given = input_of(operation)
    answer = call(narrowed, operation, **given)
    assert answer.status_code == 200
    assert set(_accounts_in(answer.json())) <= {ID}
    assert str(other.pk) not in answer.content.decode()
    everything = call(wide, operation, **given)
    # Else the test would say nothing.
    assert operation.meta.key in QUIET or str(other.pk) in everything.content.decode()


# Of one line, or of all investments together: tested by themselves.
QUIET = {"openbanking.holdings.history", "openbanking.returns.get"}


@pytest.mark.parametrize("operation", LISTS, ids=names)
def test_list_for_an_account_without_anything_is_empty(sample, other, operation):
    bare = factories.make_account(sample.connection)
    answer = call(api_for(bare), operation, **input_of(operation))
    if operation.meta.key == "openbanking.holdings.history":
        assert answer.status_code == 404  # the line is on another account
    else:
        assert set(_accounts_in(answer.json())) <= {str(bare.pk)}


def _accounts_in(value: Any) -> list[str]:
    """Return every account that an answer names."""
    if isinstance(value, list):
        return [each for item in value for each in _accounts_in(item)]
    if not isinstance(value, dict):
        return []
    own = [each["id"] for each in value.get("accounts", []) if isinstance(each, dict)]
    named = [value["accountId"]] if "accountId" in value else []
    return own + named + [each for item in value.values() for each in _accounts_in(item)]


def test_returns_of_a_family_are_those_of_the_tokens_accounts(sample, narrowed, wide):
    invested = factories.make_account(sample.connection, type="market")
    factories.make_reading(invested, "100")
    asked = {"tenantId": ID, "from": "2026-01-01", "to": "2026-02-01"}
    assert wide.get("openbanking.returns.get", **asked).json()["returns"]
    assert narrowed.get("openbanking.returns.get", **asked).json()["returns"] == []


def test_line_of_another_account_looks_as_if_it_did_not_exist(sample, other, narrowed):
    line = other.holdings.first()
    answer = narrowed.get("openbanking.holdings.history", tenantId=ID, holdingId=str(line.pk))
    assert answer.status_code == 404


def test_transaction_on_another_account_is_not_corrected(sample, other, narrowed):
    row = other.transactions.first()
    answer = narrowed.post(
        "openbanking.transactions.correct", tenantId=ID, transactionId=str(row.pk), note="Mine"
    )
    row.refresh_from_db()
    assert (answer.status_code, row.note) == (404, "")


def test_cursor_of_a_wider_token_is_refused_by_a_narrower_one(sample, other, narrowed, wide):
    page = wide.get("openbanking.accounts.list", tenantId=ID, pageSize=1).json()
    answer = narrowed.get("openbanking.accounts.list", tenantId=ID, cursor=page["nextCursor"])
    assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "cursor")


def test_answer_to_a_wider_token_is_none_that_a_narrower_one_has(sample, other, narrowed, wide):
    tag = wide.get("openbanking.accounts.list", tenantId=ID)["ETag"]
    conditional = Api(narrowed.token, **{"If-None-Match": tag})
    assert conditional.get("openbanking.accounts.list", tenantId=ID).status_code == 200


def test_token_for_an_account_knows_its_family_alone(sample, narrowed, bobs):
    Membership.objects.create(tenant=bobs, user=sample.connection.powens_user.user)
    listed = narrowed.get("openbanking.tenants.list").json()["tenants"]
    assert [each["id"] for each in listed] == [ID]


def test_account_of_a_family_its_person_left_is_closed(sample, narrowed):
    Membership.objects.all().delete()
    answer = narrowed.get("openbanking.accounts.get", tenantId=ID, accountId=ID)
    assert answer.status_code == 404


def test_token_whose_accounts_are_gone_opens_nothing(sample, other):
    api = api_for(other)
    Account.objects.filter(pk=other.pk).delete()
    assert api.get("openbanking.accounts.list", tenantId=ID).json()["accounts"] == []


def test_token_whose_tenants_are_gone_opens_nothing(alice, sample, bobs):
    Membership.objects.create(tenant=bobs, user=alice)
    api = Api(factories.make_token(alice, bobs))
    bobs.delete()
    assert api.get("openbanking.tenants.list").json()["tenants"] == []
    assert api.get("openbanking.accounts.list", tenantId=ID).status_code == 404


def test_agent_is_offered_what_its_token_runs(sample, settings):
    settings.CONTRACTS = {**settings.CONTRACTS, "MCP_COMMANDS": True}
    token = narrow(sample)
    caller = Caller(user=token.user, credential=token, channel=Channel.MCP)
    assert {each.meta.key for each in operations_for(caller)} == BY_ACCOUNT


def test_everything_that_is_narrowed_by_account_is_there():
    assert {each.meta.key for each in OPERATIONS} >= BY_ACCOUNT


def test_token_for_accounts_and_for_what_is_about_a_family_is_not_made(sample):
    with pytest.raises(NothingLeft):
        narrow(sample, operations=["openbanking.networth.get"])
    assert not ApiToken.objects.exists()


def test_token_for_accounts_names_the_chosen_operations_that_are_about_accounts(sample):
    chosen = ["openbanking.networth.get", "openbanking.balances.get"]
    assert narrow(sample, operations=chosen).operations == ["openbanking.balances.get"]
