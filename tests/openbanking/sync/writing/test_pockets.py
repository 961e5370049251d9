"""Pockets of employee savings: each part of a line that is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from openbanking.models import Account, Holding, Pocket
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world.model import Account as BankAccount
from tests.openbanking.conftest import of_type
from tests.openbanking.sync.running import sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saver")]


@pytest.fixture
def plan(patrimony) -> BankAccount:
    return of_type(patrimony, "pee")


def test_pocket_says_what_can_be_had_and_when(plan):
    sync()
    free, tied = Pocket.objects.order_by("quantity")
    assert (free.condition, free.quantity, free.value) == ("available", Decimal(100), Decimal(1800))
    assert (tied.condition, tied.quantity, tied.currency) == ("date", Decimal(200), "EUR")
    assert tied.available_on == max(
        each.availability_date for each in plan.pockets.values() if each.availability_date
    )
    assert tied.holding == Holding.objects.get(label="MERIDIEN RELANCE")
    assert tied.account == tied.holding.account


def test_pocket_that_comes_free_is_changed_with_its_account(plan):
    sync()
    before = Account.objects.get(external_id=str(plan.id)).updated_at
    tied = next(each for each in plan.pockets.values() if each.condition == "date")
    tied.condition = "available"
    assert sync().totals.pockets.changed == 1
    assert Pocket.objects.get(external_id=str(tied.id)).condition == "available"
    assert Account.objects.get(external_id=str(plan.id)).updated_at > before


@pytest.mark.parametrize("trace", [True, False])
def test_pocket_that_is_gone_is_soft_deleted(savers, plan, trace):
    sync()
    gone = next(iter(plan.pockets.values()))
    if trace:
        gone.deleted = savers.clock.now()
    else:
        del plan.pockets[gone.id]
    assert sync().totals.pockets.removed == 1
    assert Pocket.objects.get(external_id=str(gone.id)).deleted_on
    assert sync().totals.pockets.written == 0


def test_nothing_is_concluded_from_an_account_without_any(plan):
    sync()
    plan.pockets.clear()
    sync()
    assert not Pocket.objects.exclude(deleted_on=None).exists()


def test_pockets_go_with_their_line(happens, plan):
    sync()
    line = next(iter(plan.investments.values()))
    happens("sell_line", investment=line.id)
    plan.pockets.clear()
    assert sync().totals.pockets.removed == 2
    assert sync().totals.pockets.written == 0


def test_pocket_of_a_line_that_is_not_known_is_left_out(plan):
    for each in plan.pockets.values():
        each.id_investment = 1
        each.value = Decimal(5)
    report = sync()
    assert (Pocket.objects.count(), report.totals.pockets.warnings) == (0, 2)


def test_pockets_are_read_when_lines_are_not(savers, plan):
    sync()
    next(iter(plan.pockets.values())).label = "Renamed"
    savers.faults.add(Fault(kind=FaultKind.TRUNCATED, path="users/me/investments$", times=0))
    totals = sync().totals.pockets
    assert (totals.changed, totals.warnings) == (1, 0)


def test_pockets_follow_an_account_that_comes_back_under_another_id(happens, patrimony, plan):
    patrimony.accounts = {plan.id: plan}
    sync()
    before = set(Pocket.objects.values_list("pk", "holding", "condition", "available_on"))
    happens("recreate", connection=patrimony.id, disabled=False)
    assert (sync().totals.pockets.added, sync().totals.pockets.written) == (0, 0)
    found = Pocket.objects.filter(deleted_on=None)
    assert set(found.values_list("pk", "holding", "condition", "available_on")) == before


def test_day_is_not_shifted(plan):
    tied = next(each for each in plan.pockets.values() if each.condition == "date")
    tied.availability_date = date(2030, 1, 1)
    sync()
    assert Pocket.objects.get(condition="date").available_on == date(2030, 1, 1)
