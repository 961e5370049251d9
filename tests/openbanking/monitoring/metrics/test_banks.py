"""How the connections are, who must act, and whether Powens accepts the tokens."""

from __future__ import annotations

from openbanking.monitoring.metrics import banks
from tests import factories
from tests.openbanking.monitoring.scraping import values_of

CONNECTIONS = "openbanking_connections"


def scraped():
    return values_of(banks.families())


def test_connections_are_counted_by_condition_and_who_must_act(alices, alice):
    user = factories.make_powens_user(alices, alice)
    for state in ("", "", "wrongpass", "SCARequired", "bug", "notSupported", "neverHeardOf"):
        factories.make_connection(user, state=state)
    factories.make_connection(user, active=False)
    factories.make_connection(user, state="validating")
    factories.make_connection(user, vanished_at=factories.NOW)
    assert scraped()[CONNECTIONS] == {
        ("healthy", "nobody"): 2,
        ("degraded", "nobody"): 2,
        ("error", "member"): 2,
        ("error", "powens"): 1,
        ("error", "staff"): 2,
        ("disconnected", "member"): 1,
    }


def test_condition_that_may_come_is_there_before_it_does(db):
    counts = scraped()[CONNECTIONS]
    assert set(counts.values()) == {0}
    assert ("error", "member") in counts


def test_powens_users_are_counted_by_whether_their_token_is_accepted(alices, alice):
    factories.make_powens_user(alices, alice)
    factories.make_powens_user(alices, alice, rejected_at=factories.NOW)
    factories.make_powens_user(alices, alice, rejected_at=factories.NOW, unlinked_at=factories.NOW)
    assert scraped()["openbanking_powens_users"] == {("accepted",): 1, ("refused",): 1}
