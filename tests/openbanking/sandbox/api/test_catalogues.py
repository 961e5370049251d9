"""What anybody may read: account types, currencies and categories."""

from __future__ import annotations

from tests.openbanking.sandbox.calling import Caller


def test_account_types_tell_investments(stranger: Caller) -> None:
    found = {each["name"]: each for each in stranger.get("/account_types").json["accounttypes"]}
    assert found["pea"]["is_invest"]
    assert not found["checking"]["is_invest"]
    assert found["checking"]["id"] == 2
    assert stranger.get("/account_types/2").json == found["checking"]


def test_unknown_account_type_is_a_404(stranger: Caller) -> None:
    assert stranger.get("/account_types/99999").status == 404


def test_currencies_tell_their_decimals(stranger: Caller) -> None:
    found = {each["id"]: each["precision"] for each in stranger.get("/currencies").json["currencies"]}
    assert (found["EUR"], found["JPY"], found["KWD"], found["BTC"]) == (2, 0, 3, 8)


def test_categories_of_banks_have_one_address(stranger: Caller) -> None:
    found = stranger.get("/banks/categories").json["bank_category"]
    assert {"id": 2, "name": "Banque privée"} in found
    assert stranger.get("/categories").status == 404
