"""What a family holds over the months: a sync tells the truth of it, whatever happened before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from openbanking.models import Holding, HoldingReading, HoldingValue, SyncRun
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world.syncing import sync
from openbanking.sync import Scope, run_sync
from tests.openbanking.conftest import of_type
from tests.openbanking.sync.truth import assert_in_sync

pytestmark = pytest.mark.django_db
RECORDED = (Holding, HoldingReading, HoldingValue)


@pytest.fixture
def later(savers):
    """Let days pass, after which Powens reads the bank, and we read Powens."""
    passed = 0

    def pass_days(days):
        nonlocal passed
        passed += days
        savers.clock.advance(timedelta(days=days))
        (user,) = savers.state.users.values()
        for connection in user.connections.values() if days else ():
            sync(savers.state, user, connection)
        return run_sync(Scope(), clock=lambda: timezone.now() + timedelta(days=passed))

    return pass_days


def test_trades_values_and_repairs_are_followed(saver, savers, patrimony, market, share, happens, later):
    dollars = next(each for each in market.investments.values() if each.original_currency)
    loan = of_type(patrimony, "loan")
    assert later(0).status is SyncRun.Status.OK
    order = happens("place_order", investment=share.id, quantity="5")
    assert later(3).status is SyncRun.Status.OK
    happens("execute_order", order=order)
    happens("sell_line", investment=dollars.id)
    later(2)
    assert_in_sync(savers)
    savers.faults.add(Fault(kind=FaultKind.EMPTY, path="investments$", times=1))
    later(1)
    happens("buy_back", investment=dollars.id, quantity="2", new_id=True)
    happens("revise_schedule", account=loan.id, rate="2.10")
    later(40)
    assert_in_sync(savers)
    happens("recreate", connection=patrimony.id, disabled=False)
    assert later(1).status is SyncRun.Status.OK
    assert_in_sync(savers)
    happens("disable", account=of_type(patrimony, "pee").id)
    later(30)
    assert_in_sync(savers)
    assert later(0).totals.holdings.written == 0


def test_nothing_that_was_learned_is_forgotten(saver, savers, patrimony, happens, share, later):
    later(0)
    learned = [set(model._default_manager.values_list("pk", flat=True)) for model in RECORDED]
    happens("sell_line", investment=share.id, trace=False)
    later(9)
    happens("recreate", connection=patrimony.id, disabled=True)
    later(9)
    for model, before in zip(RECORDED, learned, strict=True):
        assert before <= set(model._default_manager.values_list("pk", flat=True))
