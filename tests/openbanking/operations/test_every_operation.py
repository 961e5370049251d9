"""What holds for every operation of the service: a new one is covered the day it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from openapi_schema_validator import OAS31Validator

from contracts.docs.examples import SAMPLE_ID as ID
from contracts.docs.examples import required_input
from contracts.registry import registry
from contracts.schema.json_schema import schema_of
from contracts.spec import Auth, Kind, Operation
from openbanking.models import Account, AuditEntry, Membership, User
from openbanking.models.ids import new_id
from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.amounts import total
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.conftest import Api
from tests.keeping import Keep, copied
from tests.samples import Rich, make_rich

OPERATIONS = list(registry)
TENANTED = [each for each in OPERATIONS if each.is_tenanted]
ADDRESSES = [(each, address) for each in OPERATIONS for address in each.addresses]


def names(value: object) -> str:
    return str(value)


def call(api: Any, operation: Operation, address: str = "", **given: Any) -> Any:
    """Run an operation through REST, whatever its method."""
    url = f"/api/{address or operation.path}"
    if operation.kind is Kind.QUERY:
        query = {name: str(v).lower() if isinstance(v, bool) else v for name, v in given.items()}
        return api.client.get(url, query_params=query, headers=api.headers)
    return api.client.post(url, given, content_type="application/json", headers=api.headers)


def input_of(operation: Operation) -> dict[str, Any]:
    """Return a valid input, made from the schema: every id in it is the one everything has."""
    given = required_input(operation)
    return given | {"tenantId": ID} if operation.is_tenanted else given


def ids_of(operation: Operation) -> set[str]:
    """Return the required inputs that are ids, besides the tenant's."""
    properties = schema_of(operation.io.input)["properties"]
    required = required_input(operation).keys() - {"tenantId"}
    return {name for name in required if properties[name].get("format") == "uuid"}


@pytest.fixture(scope="module")
def made(keep: Keep) -> Rich:
    return keep(make_rich)


alice = copied("alice")
bob = copied("bob")
bobs = copied("bobs")


@pytest.fixture
def rich(db: None, made: Rich, sandbox: Sandbox) -> Account:
    """An account that came through the real client; it and all it belongs to have one id."""
    return deepcopy(made.account)


@pytest.fixture
def as_alice(alice: User, rich: Account) -> Api:
    return Api(factories.make_token(alice))


@pytest.mark.parametrize(("operation", "address"), ADDRESSES, ids=names)
class TestEveryAddress:
    def test_refuses_a_stranger(self, anonymous, rich, operation, address):
        answer = call(anonymous, operation, address, **input_of(operation))
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
        assert answer["WWW-Authenticate"].startswith("Bearer")

    def test_names_its_contract(self, as_alice, rich, operation, address):
        answer = call(as_alice, operation, address, **input_of(operation))
        assert answer["Contract-Operation"] == operation.meta.key
        assert answer["Contract-Version"] == operation.meta.version


@pytest.mark.parametrize("operation", OPERATIONS, ids=names)
class TestEveryOperation:
    def test_another_tenants_looks_as_if_it_did_not_exist(self, as_bob, rich, operation):
        if not operation.is_tenanted:
            pytest.skip("it is about no tenant")
        answer = call(as_bob, operation, **input_of(operation))
        unknown = dict.fromkeys({"tenantId", *ids_of(operation)}, str(new_id()))
        absent = call(as_bob, operation, **input_of(operation) | unknown)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
        assert answer.json()["detail"] == absent.json()["detail"]

    def test_own_tenant_does_not_open_anothers_rows(self, as_bob, bobs, rich, operation):
        if not operation.is_tenanted:
            pytest.skip("it is about no tenant")
        Membership.objects.update(role=Membership.Role.ADMIN)
        answer = call(as_bob, operation, **input_of(operation) | {"tenantId": str(bobs.pk)})
        if ids_of(operation):
            assert answer.status_code == 404
        assert ID not in answer.content.decode()

    def test_viewer_runs_what_is_not_for_admins(self, as_alice, rich, operation):
        Membership.objects.update(role=Membership.Role.VIEWER)
        answer = call(as_alice, operation, **input_of(operation))
        assert answer.status_code == (403 if operation.policy.auth is Auth.ADMIN else 200)

    def test_user_without_a_tenant_is_refused(self, as_charlie, rich, operation):
        if not operation.is_tenanted:
            pytest.skip("it is about no tenant")
        given = input_of(operation)
        del given["tenantId"]
        answer = call(as_charlie, operation, **given)
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")

    def test_token_for_other_operations_does_not_open_it(self, alice, rich, operation):
        token = factories.make_token(alice, operations=["some.other.operation"])
        answer = call(Api(token), operation, **input_of(operation))
        assert answer.status_code == 403

    def test_unknown_field_is_named(self, as_alice, rich, operation):
        answer = call(as_alice, operation, **input_of(operation), colour="red")
        assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "colour")

    def test_malformed_id_is_named(self, as_alice, rich, operation):
        given = input_of(operation)
        for name in {"tenantId", *ids_of(operation)} & given.keys():
            answer = call(as_alice, operation, **given | {name: "mine"})
            assert answer.status_code == 400
            assert name in [issue["path"] for issue in answer.json()["issues"]]

    def test_answer_keeps_to_its_schema(self, as_alice, rich, operation):
        answer = call(as_alice, operation, **input_of(operation))
        assert answer.status_code == 200, answer.content
        OAS31Validator(schema_of(operation.io.output)).validate(answer.json())

    def test_answer_has_no_null_and_no_unknown_field(self, as_alice, rich, operation):
        answer = call(as_alice, operation, **input_of(operation))
        schema = schema_of(operation.io.output)
        assert list(_strangers(answer.json(), schema, schema.get("$defs", {}))) == []

    def test_alias_answers_the_same(self, as_alice, rich, operation):
        given = input_of(operation)
        exact = call(as_alice, operation, **given)
        alias = call(as_alice, operation, operation.alias_path, **given)
        assert alias.status_code == exact.status_code
        if operation.kind is Kind.QUERY:
            assert alias.content == exact.content

    def test_answer_the_caller_has_is_not_sent_again(self, as_alice, rich, operation):
        if operation.kind is Kind.COMMAND:
            pytest.skip("commands have no tags")
        given = input_of(operation)
        first = call(as_alice, operation, **given)
        conditional = Api(as_alice.token, **{"If-None-Match": first["ETag"]})
        assert call(conditional, operation, **given).status_code == 304

    def test_answer_is_sent_again_only_if_it_changed(self, as_alice, rich, operation, sandbox):
        if operation.kind is Kind.COMMAND:
            pytest.skip("commands have no tags")
        given = input_of(operation)
        first = call(as_alice, operation, **given)
        _change_everything(sandbox)
        conditional = Api(as_alice.token, **{"If-None-Match": first["ETag"]})
        second = call(as_alice, operation, **given)
        again = call(conditional, operation, **given)
        changed = second.content != first.content
        assert (again.status_code, again.content) == ((200, second.content) if changed else (304, b""))

    @pytest.mark.parametrize("spelled", [ID, ID.upper(), f"urn:uuid:{ID}", f"{{{ID}}}"])
    def test_access_is_audited_however_ids_are_spelled(self, as_alice, alice, rich, operation, spelled):
        given = input_of(operation)
        spelling = dict.fromkeys({"tenantId", *ids_of(operation)} & given.keys(), spelled)
        assert call(as_alice, operation, **given | spelling).status_code == 200
        entry = AuditEntry.objects.get()
        assert (entry.user, entry.operation, entry.count) == (alice, operation.meta.key, 1)
        assert entry.tenant == (ID if operation.is_tenanted else "")
        assert entry.account == (ID if "accountId" in given else "")

    def test_second_access_of_a_day_is_counted(self, as_alice, rich, operation):
        for _ in range(2):
            call(as_alice, operation, **input_of(operation))
        assert AuditEntry.objects.get().count == 2

    def test_command_is_on_record_when_it_is_answered_and_a_query_costs_no_write(
        self, as_alice, rich, operation, batch
    ):
        with CaptureQueriesContext(database) as statements:
            call(as_alice, operation, **input_of(operation))
        if operation.kind is Kind.QUERY:
            assert {each["sql"].split()[0].upper() for each in statements} <= {"SELECT", "WITH"}
            batch.flush()
        assert AuditEntry.objects.get().count == 1

    def test_its_page_shows_every_field_in_words(self, client, alice, operation):
        client.force_login(alice)
        page = client.get(f"/contracts/{operation.meta.key}/v{operation.meta.version}/")
        text = page.content.decode()
        assert page.status_code == 200
        for shape in (operation.io.input, operation.io.output):
            for name in schema_of(shape).get("properties", {}):
                assert name in text
        assert not re.search(r"\bfield\.\w+\.label\b", text)


def _change_everything(sandbox: Sandbox) -> None:
    """Let the bank report other balances and transactions, and other names, and sync them."""
    for user in sandbox.state.users.values():
        for connection in user.connections.values():
            for account in connection.accounts.values():
                account.balance = total(account.balance, Decimal(1))
                account.name += " (new)"
                for row in account.transactions.values():
                    row.wording += " (new)"
    run_sync(Scope(full=True))


def _strangers(value: Any, schema: dict[str, Any], defined: dict[str, Any]) -> Iterator[str]:
    """Yield what an answer has that its schema does not promise, and every null."""
    schema = defined.get(str(schema.get("$ref", "")).rpartition("/")[2], schema)
    if value is None:
        yield "null"
    elif isinstance(value, list):
        for each in value:
            yield from _strangers(each, schema.get("items", {}), defined)
    elif isinstance(value, dict) and "properties" in schema:
        for name, inner in value.items():
            if name in schema["properties"]:
                yield from _strangers(inner, schema["properties"][name], defined)
            else:
                yield name


def test_no_query_calls_powens(as_alice, rich, settings):
    settings.POWENS_BASE_URL = "http://127.0.0.1:9/2.0"
    for operation in OPERATIONS:
        if operation.kind is Kind.QUERY:
            answer = call(as_alice, operation, **input_of(operation))
            assert answer.status_code == 200


def test_caller_of_several_tenants_names_one(alice, as_alice, rich):
    factories.make_tenant("others", alice)
    for operation in TENANTED:
        given = input_of(operation)
        del given["tenantId"]
        answer = call(as_alice, operation, **given)
        assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "tenantId")
        listed = as_alice.get("openbanking.tenants.list").json()["tenants"]
        assert answer.json()["args"]["tenantIds"] == [each["id"] for each in listed]


def test_staff_run_what_is_for_admins_and_see_no_other_tenant(rich):
    staff = Api(factories.make_token(factories.make_user("staff", is_staff=True, is_superuser=True)))
    for operation in TENANTED:
        answer = call(staff, operation, **input_of(operation))
        assert answer.status_code == (200 if operation.policy.auth is Auth.ADMIN else 404)


def test_all_of_contracts_are_there():
    assert {each.meta.key for each in OPERATIONS} >= {
        "openbanking.tenants.list",
        "openbanking.accounts.list",
        "openbanking.accounts.get",
        "openbanking.balances.get",
        "openbanking.balances.list",
        "openbanking.transactions.list",
        "openbanking.accounts.sync",
        "openbanking.balances.refresh",
        "openbanking.transactions.sync",
        "pfo.openbanking.generate-overview",
    }
