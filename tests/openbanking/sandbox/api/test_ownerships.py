"""Whom accounts belong to."""

from __future__ import annotations

import pytest

from tests.openbanking.sandbox.calling import Caller


@pytest.mark.parametrize(
    ("within", "found"),
    [
        ("", [9001, 9002, 9003, 9005]),
        ("/connections/512", [9001, 9002, 9003, 9005]),
        ("/accounts/9001", [9001]),
        ("/accounts/9004", []),
    ],
)
def test_owners_are_reached_from_every_level(anna: Caller, within: str, found: list[int]) -> None:
    owned = anna.get(f"/users/me{within}/account_ownerships").json["account_ownerships"]
    assert [each["id_account"] for each in owned] == found


def test_joint_account_tells_both_holders(anna: Caller) -> None:
    (owned,) = anna.get("/users/me/accounts/9001/account_ownerships").json["account_ownerships"]
    iban = anna.get("/users/me/accounts/9001").json["iban"]
    assert owned == {
        "id_account": 9001,
        "id_connection": 512,
        "id_user": 21,
        "id_connector_source": 400,
        "name": "Compte joint",
        "bank_name": "Banque du Patrimoine",
        "multiple_holders": True,
        "calculated": ["multiple_holders"],
        "usage": "PRIV",
        "parties": [
            {"role": "holder", "identity": {"is_user": True, "full_name": "Anna Rossi"}},
            {"role": "co_holder", "identity": {"is_user": None, "full_name": "Bruno Rossi"}},
        ],
        "identifications": [{"scheme_name": "iban", "identification": iban}],
    }


def test_unknown_role_leaves_it_open_whether_there_are_several(anna: Caller) -> None:
    (owned,) = anna.get("/users/me/accounts/9003/account_ownerships").json["account_ownerships"]
    assert (owned["multiple_holders"], owned["calculated"]) == (None, [])
    assert owned["identifications"] == []


def test_disabled_account_tells_no_owners(anna: Caller) -> None:
    anna.post("/users/me/accounts/9001", disabled=True)
    owned = anna.get("/users/me/account_ownerships?all").json["account_ownerships"]
    assert 9001 not in [each["id_account"] for each in owned]
