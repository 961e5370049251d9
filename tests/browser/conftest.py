"""A real browser, where the machine has one: Chromium, driven by Playwright."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from openbanking.models import User
from tests.browser.answering import Answering
from tests.browser.chromium import DESKTOP, PROGRAM, Chromium, Complaints, Device, Theme, started

# How long a page may take, in milliseconds: machines that run suites are slow at times.
PATIENCE = 20_000
Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """Start one Chromium for all tests of this process."""
    if PROGRAM is None:
        pytest.skip("there is no Chromium on this machine")
    with started(PROGRAM) as running:
        yield running


@pytest.fixture
def elsewhere() -> set[str]:
    """Return the hosts that pages may ask besides this service: none, but what a test adds."""
    return set()


@pytest.fixture
def site(live_server) -> str:
    """Return the address of the service."""
    return str(live_server.url)


@pytest.fixture
def page(chromium: Chromium, site: str, elsewhere: set[str]) -> Iterator[Opener]:
    """Open a browser for somebody, on a device: `page(alice, PHONE, path="/")`.

    Fails the test where a page writes an error to the console, its content security policy refuses
    something, or it asks anything of another host than those of `elsewhere`.
    """
    opened: list[tuple[BrowserContext, Complaints]] = []

    def page(
        user: User | None = None, device: Device = DESKTOP, theme: Theme = "light", *, path: str = "/"
    ) -> Page:
        context = chromium.context(device, theme)
        opened.append((context, Complaints(context, site, elsewhere)))
        context.set_default_timeout(PATIENCE)
        if user is not None:
            sign_in(context, user, site)
        made = context.new_page()
        made.goto(f"{site}{path}")
        return made

    with Answering() as answering, chromium.driven():
        yield page
        for context, _ in opened:
            context.close()
        # Pages load in parts: a request that nobody waits for any more must not meet the flush of the
        # tables, which would be a deadlock.
        answering.wait(PATIENCE / 1_000)
    assert not [each for _, complaints in opened for each in complaints]


def sign_in(context: BrowserContext, user: User, site: str) -> None:
    """Give a context the session of somebody, without the form."""
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    # Sent over plain HTTP as well to a host of one's own machine; set, over HTTPS alone.
    secure = site.replace("http://", "https://")
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": secure}])
