"""Accounts: what lists show, and what choosing or giving up an account does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.model import Account
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW

CHECKING = "/users/me/accounts/9001"


@pytest.fixture
def checking(sandbox: Sandbox) -> Account:
    return sandbox.state.users[7].connections[512].accounts[9001]


def ids(caller: Caller, path: str) -> list[int]:
    return [each["id"] for each in caller.get(path).json["accounts"]]


def test_list_sums_by_currency(alice: Caller) -> None:
    found = alice.get("/users/me/accounts").json
    assert found["balance"] == Decimal("24260.42")
    assert found["balances"] == {"EUR": Decimal("24260.42")}
    assert found["coming_balances"] == {"EUR": Decimal("-86.90")}
    assert found["total"] == 2


def test_list_is_paged_by_offset(alice: Caller) -> None:
    assert ids(alice, "/users/me/accounts?limit=1&offset=1") == [9002]
    assert ids(alice, "/users/me/accounts?limit=1&offset=2") == []


def test_accounts_of_a_connection_are_listed_alone(martin: Caller) -> None:
    found = martin.get("/users/me/connections/514/accounts").json["accounts"]
    assert {each["id_connection"] for each in found} == {514}


@pytest.mark.parametrize("form", ["all", "all=", "all=true"])
def test_every_form_of_all_shows_the_hidden(alice: Caller, form: str) -> None:
    alice.post(CHECKING, disabled=True)
    assert ids(alice, "/users/me/accounts") == [9002]
    assert ids(alice, f"/users/me/accounts?{form}") == [9001, 9002]


def test_all_that_is_false_shows_nothing_more(alice: Caller) -> None:
    alice.post(CHECKING, disabled=True)
    assert ids(alice, "/users/me/accounts?all=false") == [9002]


def test_disabled_account_is_a_404_without_all(alice: Caller) -> None:
    alice.post(CHECKING, disabled=True)
    assert alice.get(CHECKING).status == 404
    assert alice.get(f"{CHECKING}?all").status == 200


def test_disabled_account_tells_only_its_name(alice: Caller) -> None:
    alice.post(CHECKING, disabled=True)
    found = alice.get(f"{CHECKING}?all").json
    assert found["name"] == "Compte courant"
    assert [found[name] for name in ("balance", "iban", "currency", "last_update")] == [None] * 4


def test_disabling_erases_the_transactions_for_good(sandbox: Sandbox, alice: Caller) -> None:
    alice.post(CHECKING, disabled=True)
    alice.post(f"{CHECKING}?all", disabled=False)
    sandbox.clock.advance(timedelta(hours=1))
    alice.send("PUT", "/users/me/connections/512")
    assert alice.get(f"{CHECKING}/transactions?limit=9&all").json["transactions"] == []


def test_deleted_account_is_found_by_its_id(alice: Caller, checking: Account) -> None:
    checking.deleted = NOW
    assert ids(alice, "/users/me/accounts") == [9002]
    assert alice.get(CHECKING).json["deleted"] == "2026-03-02 07:00:00"


def test_name_is_changed_and_the_banks_own_kept(alice: Caller) -> None:
    found = alice.send("PUT", CHECKING, b'{"name": "Household", "bookmarked": true}').json
    assert (found["name"], found["original_name"]) == ("Household", "COMPTE COURANT")
    assert found["bookmarked"] == 1


def test_hidden_account_is_not_summed(alice: Caller) -> None:
    alice.post_form(CHECKING, display="false")
    assert alice.get("/users/me/accounts").json["balances"] == {"EUR": Decimal("22950.00")}


def test_connection_comes_with_expand(alice: Caller) -> None:
    assert alice.get(f"{CHECKING}?expand=connection").json["connection"]["id"] == 512


def test_amounts_are_written_digit_by_digit(alice: Caller, checking: Account) -> None:
    checking.balance = Decimal("90071992547409.930")
    assert '"balance":90071992547409.930,' in alice.get(CHECKING).text


def test_amount_never_has_an_exponent(alice: Caller, checking: Account) -> None:
    checking.balance = Decimal("1E-8")
    assert '"balance":0.00000001,' in alice.get(CHECKING).text


def test_undocumented_extras_are_there(alice: Caller) -> None:
    found = alice.get(CHECKING).json
    assert found["coming_balance"] == Decimal("1223.52")
    assert found["formatted_balance"] == "1 310,42 EUR"
    assert found["webid"] == "w-9001"


def test_account_without_a_currency_is_in_no_sum(keller: Caller) -> None:
    found = keller.get("/users/me/accounts").json
    nameless = next(each for each in found["accounts"] if each["currency"] is None)
    assert nameless["balance"] == Decimal("77.70")
    assert None not in found["balances"]
