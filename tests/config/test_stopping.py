"""What a process has collected for the audit when it ends, in order or not."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest
import requests
from django.conf import settings

from openbanking.models import ApiToken, AuditEntry
from tests import factories
from tests.processes import PATIENCE, environment_of_a_process

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "/api/openbanking/accounts/list/v1"
NEVER = "3600"  # seconds: no test takes that long, so what is written was written at the end
FORKING = """
import os, sys
import django
django.setup()
from openbanking.access import batches
from openbanking.access.usage import OperationUse
from openbanking.models import User
from django.db import connection
from django.utils import timezone

now = timezone.now()
use = OperationUse(User.objects.get().pk, "", "rest", "a.b.c", "", "", now.date())
connection.close()
batches.current.add(use, at=now)
if child := os.fork():
    assert os.waitpid(child, 0)[1] == 0
else:
    batches.current.add(use, at=now)
"""


@pytest.fixture
def token(alice, account):
    """Alice's token; her tenant has an account."""
    return factories.make_token(alice)


def read(service, token, times):
    for _ in range(times):
        headers = {"Authorization": f"Bearer {token}"}
        requests.get(f"{service.site}{LIST}", headers=headers, timeout=5).raise_for_status()


def recorded():
    return sum(AuditEntry.objects.values_list("count", flat=True))


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
def test_service_that_is_stopped_leaves_nothing_unwritten(serve, token, word):
    service = serve(AUDIT_FLUSH_SECONDS=NEVER)
    read(service, token, 5)
    assert recorded() == 0
    service.stop(word)
    assert recorded() == 5
    assert ApiToken.objects.get().last_used_at is not None


def test_worker_that_is_replaced_leaves_nothing_unwritten(serve, token):
    service = serve(AUDIT_FLUSH_SECONDS=NEVER)
    read(service, token, 5)
    service.process.send_signal(signal.SIGHUP)
    until_recorded(5)


def test_service_that_is_killed_loses_what_it_collected_last(serve, token):
    service = serve(AUDIT_FLUSH_SECONDS="1")
    read(service, token, 5)
    until_recorded(5)
    read(service, token, 3)
    service.kill()
    assert 5 <= recorded() <= 8


def test_command_writes_before_it_ends(alice, account):
    python("manage.py", "contracts", "call", "openbanking.accounts.list", "--as", "alice")
    assert recorded() == 1


def test_forked_process_writes_what_is_its_own(alice):
    python("-c", FORKING)
    assert recorded() == 2


def python(*arguments):
    """Run Python with these arguments to its end."""
    subprocess.run(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment_of_a_process(AUDIT_FLUSH_SECONDS=NEVER),
        stdout=subprocess.DEVNULL,
        timeout=PATIENCE,
        check=True,
    )


def until_recorded(count):
    until = time.monotonic() + PATIENCE
    while recorded() != count and time.monotonic() < until:
        time.sleep(0.1)
    assert recorded() == count
