"""Pockets of employee savings."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.amounts import total
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW

AVAILABLE, LOCKED = 3009, 3010


def ids(caller: Caller, path: str) -> list[int]:
    return [each["id"] for each in caller.get(path).json["pockets"]]


@pytest.mark.parametrize(
    "path",
    [
        "/users/me/pockets",
        "/users/me/connections/512/pockets",
        "/users/me/accounts/9004/pockets",
        "/users/me/investments/3008/pockets",
        "/investments/3008/pockets",
    ],
)
def test_pockets_are_reached_from_every_level(anna: Caller, path: str) -> None:
    assert ids(anna, path) == [AVAILABLE, LOCKED]


def test_account_or_line_without_pockets_has_none(anna: Caller) -> None:
    assert ids(anna, "/users/me/accounts/9002/pockets") == []
    assert ids(anna, "/users/me/investments/3001/pockets") == []


def test_pocket_tells_when_it_can_be_had(anna: Caller) -> None:
    found = {each["id"]: each for each in anna.get("/users/me/pockets").json["pockets"]}
    assert (found[AVAILABLE]["condition"], found[AVAILABLE]["availability_date"]) == ("available", None)
    assert (found[LOCKED]["condition"], found[LOCKED]["availability_date"]) == ("date", "2028-06-01")
    assert anna.get(f"/pockets/{LOCKED}").json == found[LOCKED]


def test_pockets_sum_up_to_their_line(anna: Caller) -> None:
    line = anna.get("/investments/3008").json
    pockets = anna.get("/users/me/pockets").json["pockets"]
    assert {each["id_investment"] for each in pockets} == {line["id"]}
    assert total(*(each["quantity"] for each in pockets)) == line["quantity"]
    assert total(*(each["value"] for each in pockets)) == line["valuation"] == Decimal("5400.00")


def test_pocket_that_is_gone_is_seen_only_when_asked_for(anna: Caller, savers: Sandbox) -> None:
    account = savers.state.users[21].connections[512].accounts[9004]
    account.pockets[LOCKED].deleted = NOW
    assert ids(anna, "/users/me/pockets") == [AVAILABLE]
    assert ids(anna, "/users/me/pockets?all") == [AVAILABLE, LOCKED]
    assert anna.get(f"/pockets/{LOCKED}").status == 404
    assert anna.get(f"/pockets/{LOCKED}?all").json["deleted"] == "2026-03-02"
