"""What accounts hold when they come back under new ids."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world import mutations
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW

LISTS = ["investments", "pockets", "marketorders"]


def held(caller: Caller, name: str, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.get(f"/users/me/{name}{query}").json[name]
    return found


def told_by(name: str) -> Callable[[dict[str, Any]], tuple[Any, ...]]:
    fields = {
        "investments": ("label", "code", "quantity", "unitvalue", "valuation", "diff"),
        "pockets": ("label", "quantity", "value", "condition", "availability_date"),
        "marketorders": ("label", "code", "number", "quantity", "state", "amount"),
    }[name]
    return lambda each: tuple(each[field] for field in fields)


@pytest.mark.parametrize("name", LISTS)
def test_all_that_is_held_has_new_ids_and_is_the_same(anna: Caller, savers: Sandbox, name: str) -> None:
    before = held(anna, name)
    mutations.recreate(savers.state, connection=512, disabled=False)
    after = held(anna, name)
    assert list(map(told_by(name), after)) == list(map(told_by(name), before))
    for field in ("id", "id_account"):
        assert not {each[field] for each in before} & {each[field] for each in after}


def test_pockets_belong_to_the_new_lines(anna: Caller, savers: Sandbox) -> None:
    mutations.recreate(savers.state, connection=512, disabled=False)
    lines = {each["id"]: each["label"] for each in held(anna, "investments")}
    assert {lines[each["id_investment"]] for each in held(anna, "pockets")} == {"MERIDIEN RELANCE"}


def test_history_goes_on_under_new_ids(anna: Caller, savers: Sandbox) -> None:
    before = anna.get("/investments/3001/history").json["investmentvalues"]
    mutations.recreate(savers.state, connection=512, disabled=False)
    line = next(each for each in held(anna, "investments") if each["label"] == "ATELIERS MERIDIEN")
    after = anna.get(f"/investments/{line['id']}/history").json["investmentvalues"]
    assert [each["unitvalue"] for each in after] == [each["unitvalue"] for each in before]
    assert {each["id_investment"] for each in after} == {line["id"]}
    assert not {each["id"] for each in before} & {each["id"] for each in after}


def test_schedule_is_that_of_the_new_account(anna: Caller, savers: Sandbox) -> None:
    before = anna.get("/users/me/amortizations").json["loanamortizations"]
    mutations.recreate(savers.state, connection=512, disabled=False)
    after = anna.get("/users/me/amortizations").json["loanamortizations"]
    assert [each["payment_date"] for each in after] == [each["payment_date"] for each in before]
    assert {each["id_account"] for each in after} != {9005}


@pytest.mark.parametrize("name", LISTS)
def test_accounts_that_come_back_disabled_hold_nothing(anna: Caller, savers: Sandbox, name: str) -> None:
    mutations.recreate(savers.state, connection=512)
    for account in anna.get("/users/me/accounts?all").json["accounts"]:
        anna.post(f"/users/me/accounts/{account['id']}?all", disabled=False)
    assert held(anna, name, "?all") == []


def test_what_is_gone_does_not_come_back(anna: Caller, savers: Sandbox) -> None:
    account = savers.state.users[21].connections[512].accounts[9004]
    account.investments[3008].deleted = NOW
    mutations.recreate(savers.state, connection=512, disabled=False)
    assert "MERIDIEN RELANCE" not in [each["label"] for each in held(anna, "investments", "?all")]
    assert held(anna, "pockets", "?all") == []


def test_old_lines_stay_on_accounts_that_leave_a_trace(anna: Caller, savers: Sandbox) -> None:
    mutations.recreate(savers.state, connection=512, disabled=False, trace=True)
    labels = [each["label"] for each in held(anna, "investments")]
    everything = [each["label"] for each in held(anna, "investments", "?all")]
    assert sorted(everything) == sorted(labels * 2)


def test_history_begins_when_the_connection_is_made_again(anna: Caller, savers: Sandbox) -> None:
    again = mutations.relink(savers.state, connection=512)
    line = anna.get(f"/users/me/connections/{again}/investments?label=meridien").json["investments"][0]
    values = anna.get(f"/investments/{line['id']}/history").json["investmentvalues"]
    assert [each["vdate"] for each in values] == ["2026-02-27"]
    assert line["prev_diff"] is None
    assert anna.get(f"/users/me/connections/{again}/logs").json["connectionlogs"] == []
