"""What waits for staff, and what no longer does."""

from __future__ import annotations

import pytest

from openbanking.models import Discrepancy, MergeProposal, QuarantinedReading
from openbanking.monitoring.metrics import review
from tests import factories
from tests.openbanking.monitoring.scraping import values_of

WAITING = {
    "openbanking_quarantined_readings": {(): 1},
    "openbanking_merge_proposals": {(): 1},
    "openbanking_discrepancies": {("ledger",): 1, ("total",): 1},
}


def scraped():
    return values_of(review.families())


@pytest.mark.usefixtures("busy")
class TestWaiting:
    def test_what_waits_is_counted(self):
        assert scraped() == WAITING

    def test_what_was_decided_is_not(self, account):
        decided = QuarantinedReading.Decision.APPROVED
        factories.make_quarantined_reading(account, decision=decided)
        assert scraped() == WAITING
        MergeProposal.objects.update(decision=MergeProposal.Decision.REFUSED)
        QuarantinedReading.objects.update(decision=decided)
        Discrepancy.objects.update(ended_at=factories.NOW)
        assert scraped() == {
            "openbanking_quarantined_readings": {(): 0},
            "openbanking_merge_proposals": {(): 0},
            "openbanking_discrepancies": {("ledger",): 0, ("total",): 0},
        }
