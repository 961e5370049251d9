"""sync_powens as cron starts it: a process of its own, over the database of the test."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from typing import Any

import pytest
from django.conf import settings as project

from openbanking.models import PowensUser, Tenant
from openbanking.sandbox import Sandbox
from tests import factories
from tests.processes import environment_of_a_process

Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def several(transactional_db: None, alices: Tenant, settings: Any) -> Iterator[Sandbox]:
    """A local Powens of some members, all linked to Alice's tenant."""
    with Sandbox() as sandbox:
        settings.POWENS_BASE_URL = sandbox.base_url
        for number, known in enumerate(sandbox.users):
            member = factories.make_user(f"member-{number}")
            alices.memberships.create(user=member, role="viewer")
            factories.make_powens_user(alices, member, external_id=str(known.id_user), token=known.token)
        assert PowensUser.objects.count() > 1
        yield sandbox


@pytest.fixture
def start(several: Sandbox) -> Iterator[Start]:
    """Start a command of manage.py; whatever still runs after the test is killed."""
    with ExitStack() as running:

        def start(*arguments: str) -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "manage.py", *arguments],
                cwd=project.BASE_DIR,
                env=environment_of_a_process(
                    POWENS_BASE_URL=several.base_url,
                    POWENS_CLIENT_ID=project.POWENS_CLIENT_ID,
                    POWENS_CLIENT_SECRET=project.POWENS_CLIENT_SECRET,
                ),
                stdout=subprocess.DEVNULL,
                stderr=None,
            )
            running.callback(_kill, process)
            return process

        yield start


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    process.wait()
