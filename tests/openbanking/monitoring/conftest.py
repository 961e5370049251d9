"""A service in which everything that is measured has happened, and Prometheus that scrapes it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from openbanking.jobs import Reason, has_queue, request_sync
from openbanking.models import Account, AuditChain, Discrepancy, MergeProposal, SyncRun, User
from tests import factories
from tests.conftest import Api

Scrape = Callable[..., Any]
Promtool = Callable[..., str]
PROMTOOL = shutil.which("promtool")


@pytest.fixture
def prometheus(db: None) -> User:
    """Somebody on the staff who belongs to no tenant."""
    return factories.make_user("prometheus", is_staff=True)


@pytest.fixture
def scrape(client: Client, prometheus: User) -> Scrape:
    """Scrape the page with a token, in the format that is accepted."""
    authorization = f"Bearer {factories.make_token(prometheus)}"

    def scrape(accept: str = "") -> Any:
        headers = {"Authorization": authorization, "Accept": accept}
        response = client.get("/metrics", headers=headers)
        assert response.status_code == 200
        return response

    return scrape


@pytest.fixture
def busy(as_alice: Api, account: Account) -> None:
    """A service that has run, failed, runs, and has something of each kind waiting."""
    user = account.connection.powens_user
    for status in SyncRun.Status:
        ended = None if status is SyncRun.Status.RUNNING else factories.NOW + timedelta(minutes=1)
        factories.make_run(status=status, finished_at=ended)
    factories.make_balance(account, "1310.42")
    factories.make_quarantined_reading(account)
    other = factories.make_account(account.connection)
    MergeProposal.objects.create(
        kept=account, merged_away=other, match_reason=MergeProposal.MatchReason.NAME
    )
    for kind, about in ((Discrepancy.Kind.LEDGER, account), (Discrepancy.Kind.TOTAL, None)):
        Discrepancy.objects.create(
            kind=kind,
            powens_user=user,
            account=about,
            currency="EUR",
            amount=Decimal(-10),
            began_on=factories.NOW.date(),
        )
    as_alice.get("openbanking.accounts.list")
    AuditChain.objects.update(verified_at=factories.NOW)
    if has_queue():
        request_sync([user], reason=Reason.STAFF)


@pytest.fixture
def promtool() -> Promtool:
    """Run promtool, which must find nothing wrong, and return what it printed."""
    if PROMTOOL is None:
        pytest.skip("there is no promtool on this machine; Debian's package prometheus carries it")

    def run(*arguments: str, given: bytes = b"") -> str:
        done = subprocess.run([PROMTOOL, *arguments], input=given, capture_output=True, check=False)
        said = (done.stdout + done.stderr).decode()
        assert done.returncode == 0, said
        return said

    return run
