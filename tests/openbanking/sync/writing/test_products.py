"""Products that are switched off or cannot be read: what is known of them stays."""

from __future__ import annotations

import pytest

from openbanking.models import Holding, HoldingReading, HoldingValue, SyncRun, Transaction
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from tests.openbanking.sync.running import sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saver")]


def rows():
    return [
        list(model.objects.order_by("pk").values()) for model in (Holding, HoldingReading, HoldingValue)
    ]


@pytest.mark.parametrize("how", ["empty", "forbidden", "not_found"])
def test_lines_stay_when_the_product_is_switched_off(savers, how):
    sync()
    before = rows()
    savers.state.products.change(investments=how)
    report = sync()
    assert rows() == before
    assert report.status is SyncRun.Status.OK
    assert report.warnings == [
        "Powens gives no holdings: there are none, or they are not switched on for the "
        "application. What is known of them is kept."
    ]
    assert SyncRun.objects.all()[0].warnings == report.warnings


def test_failure_fails_nothing_else(savers):
    savers.faults.add(Fault(kind=FaultKind.TRUNCATED, path="users/me/investments$", times=0))
    report = sync()
    assert (Holding.objects.count(), report.status) == (0, SyncRun.Status.PARTIAL)
    assert report.totals.accounts.added == 5
    assert Transaction.objects.exists()
    assert report.totals.orders.added == 2
    assert "The holdings were not read in full" in str(report.connections[0].warnings[0])
    savers.faults.clear()
    assert sync().totals.holdings.added == 6


def test_worthless_token_is_renewed_for_it_too(savers):
    fault = Fault(kind=FaultKind.STATUS, path="investments$", status=401, code="unauthorized")
    savers.faults.add(fault)
    assert sync().totals.holdings.added == 6
