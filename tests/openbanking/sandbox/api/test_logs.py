"""The log of a connection: when its bank was read, and how that ended."""

from __future__ import annotations

import pytest

from openbanking.sandbox import Sandbox
from tests.openbanking.sandbox.calling import Caller

LOGS = "/users/me/connections/512/logs"


def test_latest_attempt_comes_first(anna: Caller) -> None:
    found = anna.get(LOGS).json
    times = [each["timestamp"] for each in found["connectionlogs"]]
    assert times == sorted(times, reverse=True)
    assert (times[0], len(times), found["total"]) == ("2026-03-02 07:00:00", 5, 5)
    assert {each["id_connection"] for each in found["connectionlogs"]} == {512}


def test_sync_is_logged_with_its_error(anna: Caller, savers: Sandbox) -> None:
    savers.state.users[21].connections[512].state = "websiteUnavailable"
    anna.send("PUT", "/users/me/connections/512")
    latest, before = anna.get(f"{LOGS}?limit=2").json["connectionlogs"]
    assert (latest["error"], latest["nb_accounts"]) == ("websiteUnavailable", None)
    assert (before["error"], before["nb_accounts"]) == (None, 5)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("min_date=2026-03", 2),
        ("max_date=2026-02-27", 2),
        ("min_date=2026-02-27&max_date=2026-02-28", 2),
        ("id_source=5121", 5),
        ("id_source=1", 0),
        ("limit=2&offset=4", 1),
    ],
)
def test_filter_lets_through_what_it_names(anna: Caller, query: str, count: int) -> None:
    assert len(anna.get(f"{LOGS}?{query}").json["connectionlogs"]) == count


def test_log_of_another_connection_is_a_404(anna: Caller) -> None:
    assert anna.get("/users/me/connections/1/logs").status == 404
