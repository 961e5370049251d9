"""What was raised and is open, and what became of telling it."""

from __future__ import annotations

import pytest

from openbanking.models import AlertDelivery, AlertKind
from openbanking.monitoring.metrics import alerts
from tests import factories
from tests.openbanking.monitoring.scraping import values_of

pytestmark = pytest.mark.django_db


def test_everything_counts_from_nothing():
    scraped = values_of(alerts.families())
    nothing = {(kind,): 0 for kind in AlertKind.values}
    assert scraped["openbanking_alerts_raised"] == scraped["openbanking_alerts_open"] == nothing
    assert set(scraped["openbanking_alert_deliveries"].values()) == {0}


def test_alerts_and_deliveries_are_counted_and_tests_are_not(alices, alice):
    rule = factories.make_alert_rule(alices, alice, kind="movement")
    over = factories.make_alert(rule, resolved_at=factories.NOW)
    factories.make_alert(rule)
    factories.make_alert(rule, test=True)
    factories.make_alert_delivery(over, recipient=alice, state=AlertDelivery.State.FAILED)
    scraped = values_of(alerts.families())
    assert scraped["openbanking_alerts_raised"]["movement",] == 2
    assert scraped["openbanking_alerts_open"]["movement",] == 1
    assert scraped["openbanking_alert_deliveries"] == {
        ("waiting",): 0,
        ("delivered",): 0,
        ("failed",): 1,
        ("withdrawn",): 0,
    }
