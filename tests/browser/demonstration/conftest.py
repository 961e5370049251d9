"""The demonstration's families, made once for all the tests of a file, and windows that stay open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from unittest import mock

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django.live_server_helper import LiveServer

from openbanking.access.batches import Batch
from openbanking.models import User
from tests.browser.chromium import DESKTOP, Chromium, Complaints
from tests.browser.conftest import PATIENCE, sign_in
from tests.browser.demonstration.windows import Window
from tests.browser.demonstration.world import World, demonstration, with_every_row
from tests.waiting import forget_jobs


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Keep what is stored until the last test of the file is over, not until each is."""
    with django_db_blocker.unblock():
        yield
        call_command("flush", interactive=False, verbosity=0)
        forget_jobs()


@pytest.fixture(scope="module")
def world(db: None) -> Iterator[World]:
    with demonstration() as made:
        with_every_row(made)
        yield made


@pytest.fixture(scope="module")
def site(world: World) -> Iterator[str]:
    """Serve them: not by `live_server`, with which the database is emptied after each test."""
    with override_settings(ALLOWED_HOSTS=["localhost", "testserver"]):
        server = LiveServer("localhost")
        yield server.url
        server.stop()


Windows = Callable[[User | None], Window]


@pytest.fixture(scope="module")
def opened(chromium: Chromium) -> Iterator[dict[User | None, Window]]:
    """Keep the windows of everybody until the last test of the file; nothing is put on record.

    Pages that show what was looked at look the same whatever was.
    """
    windows: dict[User | None, Window] = {}
    with mock.patch.object(Batch, "add"):
        yield windows
        with ExitStack() as stack:
            stack.enter_context(chromium.driven())
            for each in windows.values():
                stack.callback(each.page.context.close)


@pytest.fixture
def window_of(chromium: Chromium, site: str, opened: dict[User | None, Window]) -> Iterator[Windows]:
    """Return what gives the window of somebody, opened once: `window_of(alice).go("/")`.

    Fails the test where a browser complains of what it was shown, as `page` does.
    """

    def window_of(user: User | None) -> Window:
        if user not in opened:
            context = chromium.context(DESKTOP, "light")
            complaints = Complaints(context, site, set())
            context.set_default_timeout(PATIENCE)
            if user is not None:
                sign_in(context, user, site)
            opened[user] = Window(context.new_page(), site, complaints)
        return opened[user]

    with chromium.driven():
        yield window_of
    complained = [each for window in opened.values() for each in window.complaints]
    for window in opened.values():
        window.complaints.clear()
    assert not complained
