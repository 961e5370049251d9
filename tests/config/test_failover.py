"""A database that restarts, or gives way to its standby, under a service that goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import monotonic

import pytest
from django.conf import settings

from tests.clusters import Cluster, cluster, standby_of
from tests.config.asking import Clients, asking
from tests.config.conftest import serving
from tests.processes import environment_of_a_process

pytestmark = pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="SQLite has no server")

OK = (200, "application/json", None)
UNAVAILABLE = (503, "application/problem+json", "2")
FAMILY = """
import django
django.setup()
from django.core.management import call_command
from tests import factories
call_command("migrate", verbosity=0)
member = factories.make_user("alice")
tenant = factories.make_tenant("alices", member)
factories.make_account(factories.make_connection(factories.make_powens_user(tenant, member)))
print(factories.make_token(member))
"""


@dataclass(slots=True)
class Pair:
    """The server that is written to, and the one that stands by."""

    primary: Cluster
    standby: Cluster

    @property
    def url(self) -> str:
        """Return the DATABASE_URL of whichever may be written to."""
        hosts = ",".join(f"127.0.0.1:{each.port}" for each in (self.primary, self.standby))
        return f"postgresql://postgres@{hosts}/postgres?target_session_attrs=read-write"

    def promote(self) -> None:
        """Have the one that stands by take over."""
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    """Two servers, of which the second one follows the first."""
    with cluster() as primary, standby_of(primary) as standby:
        yield Pair(primary, standby)


@pytest.fixture(scope="module")
def token(servers: Pair) -> str:
    """The token of a member of a family that is in the database."""
    done = subprocess.run(
        [sys.executable, "-c", FAMILY],
        cwd=settings.BASE_DIR,
        env=environment_of_a_process(DATABASE_URL=servers.url),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def site(servers: Pair, token: str) -> Iterator[str]:
    """The address of a service over that database, the same one in all tests."""
    with serving(1, {"DATABASE_URL": servers.url}) as service:
        yield service.site


@pytest.fixture
def clients(site: str, token: str) -> Iterator[Clients]:
    """Clients that ask while the test runs."""
    with asking(site, token) as asked:
        yield asked


def only_requests_in_flight_are_lost(
    clients: Clients, leave: Callable[[], object], come: Callable[[], object]
) -> None:
    """Have the database away for a while, and tell by each answer's time what it must have been."""
    clients.wait_for(OK)
    leaves = monotonic()
    leave()
    gone = monotonic()
    clients.wait_for(UNAVAILABLE)
    comes = monotonic()
    come()
    there = monotonic()
    clients.wait_for(OK)
    assert clients.outcomes(until=leaves) == {OK}
    assert clients.outcomes(since=gone, until=comes) == {UNAVAILABLE}
    assert clients.outcomes(since=there) == {OK}
    assert clients.outcomes() == {OK, UNAVAILABLE}


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_restart_costs_at_most_the_requests_in_flight(
    servers: Pair, clients: Clients, mode: str
) -> None:
    restarted = servers.primary
    only_requests_in_flight_are_lost(clients, partial(restarted.stop, mode), restarted.start)


def test_failover_costs_at_most_the_requests_in_flight(servers: Pair, clients: Clients) -> None:
    crash = partial(servers.primary.stop, "immediate")
    only_requests_in_flight_are_lost(clients, crash, servers.promote)
