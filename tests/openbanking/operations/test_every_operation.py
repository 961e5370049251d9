"""What holds for every operation of the service: a new one is covered the day it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from openapi_schema_validator import OAS31Validator

from contracts.registry import registry
from contracts.schema.json_schema import schema_of
from contracts.spec import Auth, Kind, Operation
from openbanking.models import Account, AuditEntry, Membership, PowensUser, Tenant
from openbanking.models.ids import new_id
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.conftest import Api

OPERATIONS = [each for each in registry if not each.meta.key.startswith("toyshop.")]
ADDRESSES = [(each, address) for each in OPERATIONS for address in (each.path, each.alias_path)]


def names(value: object) -> str:
    return str(value)


def call(api: Any, operation: Operation, address: str = "", **given: Any) -> Any:
    """Run an operation through REST, whatever its method."""
    url = f"/api/{address or operation.path}"
    if operation.kind is Kind.QUERY:
        query = {name: str(v).lower() if isinstance(v, bool) else v for name, v in given.items()}
        return api.client.get(url, query_params=query, headers=api.headers)
    return api.client.post(url, given, content_type="application/json", headers=api.headers)


def required_of(operation: Operation, account: Account) -> dict[str, Any]:
    """Return sound values for what an operation cannot do without."""
    known: dict[str, Any] = {
        "tenantId": str(account.tenant_id),
        "accountId": str(account.pk),
        "connectionId": str(account.connection_id),
        "period": "Pmonth",
        "includeCategories": True,
        "includeCashflowTrend": True,
    }
    required = schema_of(operation.io.input).get("required", [])
    return {name: known[name] for name in required} | {"tenantId": known["tenantId"]}


@pytest.fixture
def rich(linked: PowensUser, bobs: Tenant) -> Account:
    """An account that came through the real client, about which everything is known."""
    run_sync(Scope())
    Membership.objects.update(role=Membership.Role.ADMIN)
    account = Account.objects.exclude(iban="").get()
    account.valuation = Decimal("0.00000001")
    account.save()
    return account


@pytest.mark.parametrize(("operation", "address"), ADDRESSES, ids=names)
class TestEveryAddress:
    def test_refuses_a_stranger(self, anonymous, rich, operation, address):
        answer = call(anonymous, operation, address, **required_of(operation, rich))
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
        assert answer["WWW-Authenticate"].startswith("Bearer")

    def test_names_its_contract(self, as_alice, rich, operation, address):
        answer = call(as_alice, operation, address, **required_of(operation, rich))
        assert answer["Contract-Operation"] == operation.meta.key
        assert answer["Contract-Version"] == operation.meta.version


@pytest.mark.parametrize("operation", OPERATIONS, ids=names)
class TestEveryOperation:
    def test_another_familys_looks_as_if_it_did_not_exist(self, as_bob, rich, operation):
        answer = call(as_bob, operation, **required_of(operation, rich))
        ids = {name: str(new_id()) for name in required_of(operation, rich) if name.endswith("Id")}
        absent = call(as_bob, operation, **required_of(operation, rich) | ids)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
        assert answer.json()["detail"] == absent.json()["detail"]

    def test_own_family_does_not_open_another_ones_account(self, as_bob, bobs, rich, operation):
        given = required_of(operation, rich) | {"tenantId": str(bobs.pk)}
        answer = call(as_bob, operation, **given)
        if {"accountId", "connectionId"} & given.keys():
            assert answer.status_code == 404
        else:
            assert str(rich.pk) not in answer.content.decode()

    def test_viewer_runs_what_is_not_for_admins(self, as_alice, rich, operation):
        Membership.objects.update(role=Membership.Role.VIEWER)
        answer = call(as_alice, operation, **required_of(operation, rich))
        assert answer.status_code == (403 if operation.policy.auth is Auth.ADMIN else 200)

    def test_person_of_no_family_is_told_so(self, as_charlie, rich, operation):
        given = required_of(operation, rich)
        del given["tenantId"]
        answer = call(as_charlie, operation, **given)
        assert (answer.status_code, answer.json()["code"]) == (403, "FORBIDDEN")

    def test_token_for_other_operations_does_not_open_it(self, alice, rich, operation):
        token = factories.make_token(alice, operations=["some.other.operation"])
        answer = call(Api(token), operation, **required_of(operation, rich))
        assert answer.status_code == 403

    def test_unknown_field_is_named(self, as_alice, rich, operation):
        answer = call(as_alice, operation, **required_of(operation, rich), colour="red")
        assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "colour")

    def test_malformed_tenant_is_named(self, as_alice, rich, operation):
        given = required_of(operation, rich) | {"tenantId": "mine"}
        answer = call(as_alice, operation, **given)
        assert answer.status_code == 400
        assert "tenantId" in [issue["path"] for issue in answer.json()["issues"]]

    def test_answer_keeps_to_its_schema(self, as_alice, rich, operation):
        answer = call(as_alice, operation, **required_of(operation, rich))
        assert answer.status_code == 200, answer.content
        OAS31Validator(schema_of(operation.io.output)).validate(answer.json())

    def test_answer_has_no_null_and_no_unknown_field(self, as_alice, rich, operation):
        answer = call(as_alice, operation, **required_of(operation, rich))
        schema = schema_of(operation.io.output)
        assert list(_strangers(answer.json(), schema, schema.get("$defs", {}))) == []

    def test_alias_answers_the_same(self, as_alice, rich, operation):
        given = required_of(operation, rich)
        exact = call(as_alice, operation, **given)
        alias = call(as_alice, operation, operation.alias_path, **given)
        assert alias.status_code == exact.status_code
        if operation.kind is Kind.QUERY:
            assert alias.content == exact.content

    def test_answer_the_caller_has_is_not_sent_again(self, as_alice, rich, operation):
        if operation.kind is Kind.COMMAND:
            pytest.skip("commands have no tags")
        given = required_of(operation, rich)
        tag = call(as_alice, operation, **given)["ETag"]
        as_alice.headers["If-None-Match"] = tag
        assert call(as_alice, operation, **given).status_code == 304
        Account.objects.update(updated_at=timezone.now())
        assert call(as_alice, operation, **given).status_code == 200

    def test_access_is_kept_on_record(self, as_alice, alice, rich, operation):
        for _ in range(2):
            call(as_alice, operation, **required_of(operation, rich))
        record = AuditEntry.objects.get()
        assert (record.user, record.operation, record.count) == (alice, operation.meta.key, 2)

    def test_its_page_shows_every_field_in_words(self, client, alice, operation):
        client.force_login(alice)
        page = client.get(f"/contracts/{operation.meta.key}/v{operation.meta.version}/")
        text = page.content.decode()
        assert page.status_code == 200
        for shape in (operation.io.input, operation.io.output):
            for name in schema_of(shape).get("properties", {}):
                assert name in text
        assert not re.search(r"\bfield\.\w+\.label\b", text)


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
            answer = call(as_alice, operation, **required_of(operation, rich))
            assert answer.status_code == 200


def test_caller_of_several_families_names_one(alice, as_alice, rich):
    factories.make_tenant("others", alice)
    for operation in OPERATIONS:
        given = required_of(operation, rich)
        del given["tenantId"]
        answer = call(as_alice, operation, **given)
        assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "tenantId")


def test_staff_run_what_is_for_admins_and_see_no_other_family(rich):
    staff = Api(factories.make_token(factories.make_user("staff", is_staff=True, is_superuser=True)))
    for operation in OPERATIONS:
        answer = call(staff, operation, **required_of(operation, rich))
        assert answer.status_code == (200 if operation.policy.auth is Auth.ADMIN else 404)


def test_all_of_contracts_are_there():
    assert {each.meta.key for each in OPERATIONS} >= {
        "openbanking.accounts.list",
        "openbanking.accounts.get",
        "openbanking.balances.get",
        "openbanking.transactions.list",
        "openbanking.accounts.sync",
        "openbanking.balances.refresh",
        "openbanking.transactions.sync",
        "pfo.openbanking.generate-overview",
    }
