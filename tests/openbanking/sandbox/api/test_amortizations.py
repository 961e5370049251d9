"""Schedules of loans, as they are listed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.amounts import total
from tests.openbanking.sandbox.calling import Caller
from tests.openbanking.sandbox.conftest import NOW


@pytest.mark.parametrize("within", ["", "/connections/512", "/accounts/9005"])
def test_schedule_is_reached_from_every_level(anna: Caller, within: str) -> None:
    rows = anna.get(f"/users/me{within}/amortizations").json["loanamortizations"]
    assert {row["id_account"] for row in rows} == {9005}
    assert len(rows) == 47


def test_payment_tells_what_it_is_made_of(anna: Caller) -> None:
    rows = anna.get("/users/me/amortizations").json["loanamortizations"]
    row = next(each for each in rows if each["payment_date"] == "2026-03-13")
    amounts = {name: row[name]["value"] for name in row if name.endswith(("_amount", "_capital"))}
    assert amounts == {
        "amortization_amount": Decimal("329.37"),
        "interest_amount": Decimal("30.00"),
        "insurance_amount": None,
        "total_payment_amount": Decimal("359.37"),
        "remaining_capital": Decimal("11670.63"),
    }
    assert {row[name]["currency"] for name in amounts} == {"EUR"}
    assert (row["period"], row["calculated"], row["deleted"]) == ("2026_03", [], None)


def test_what_is_to_come_pays_back_what_is_owed(anna: Caller) -> None:
    account = anna.get("/users/me/accounts/9005").json
    rows = anna.get("/users/me/accounts/9005/amortizations").json["loanamortizations"]
    due = account["loan"]["next_payment_date"]
    ahead = [row["amortization_amount"]["value"] for row in rows if row["payment_date"] >= due]
    assert total(*ahead) == account["balance"].copy_negate()
    last_paid = max(row["payment_date"] for row in rows if row["payment_date"] < due)
    paid = next(row for row in rows if row["payment_date"] == last_paid)
    assert paid["remaining_capital"]["value"] == account["balance"].copy_negate()


def test_payment_that_is_gone_is_seen_only_when_asked_for(anna: Caller, savers: Sandbox) -> None:
    savers.state.users[21].connections[512].accounts[9005].amortizations[-1].deleted = NOW
    path = "/users/me/amortizations"
    assert len(anna.get(path).json["loanamortizations"]) == 46
    rows = anna.get(f"{path}?all").json["loanamortizations"]
    assert rows[-1]["deleted"] == "2026-03-02 07:00:00"
