"""One Chromium for each worker of the suite, driven by Playwright."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# Root, as in containers, may not use the sandbox of Chromium; /dev/shm is small there. The rest makes
# what is painted the same each time.
ARGUMENTS = [
    *("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"),
    *("--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb"),
]
Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Device:
    """What somebody holds in their hands, or has on their desk; pixels."""

    name: str
    width: int
    height: int
    is_touched: bool = False


PHONE = Device("phone", 390, 844, is_touched=True)
DESKTOP = Device("desktop", 1280, 900)


class Chromium:
    """A browser that opens each page in a context of its own: no cookie is shared."""

    def __init__(self, browser: Browser, loop: asyncio.AbstractEventLoop) -> None:
        self._browser, self._loop = browser, loop

    def context(self, device: Device, theme: Theme) -> BrowserContext:
        """Return an empty context; times are those of Paris, and nothing moves by itself."""
        return self._browser.new_context(
            viewport={"width": device.width, "height": device.height},
            has_touch=device.is_touched,
            is_mobile=device.is_touched,
            color_scheme=theme,
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Paris",
        )

    @contextmanager
    def driven(self) -> Iterator[None]:
        """Let this thread call Playwright, and Django's database, until the block ends.

        Playwright's loop is not running while a test does: it waits in another greenlet. Django sees
        only that the thread has a loop, and would refuse each query: it is told to let them pass.
        Outside of the block there is no loop to be seen, and the guard holds in all other tests. A
        thread with a loop has connections of its own to the database, which end with the block.
        """
        before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        asyncio._set_running_loop(self._loop)
        try:
            yield
        finally:
            connections.close_all()
            asyncio._set_running_loop(None)
            os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
            if before is not None:
                os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@contextmanager
def started(program: str) -> Iterator[Chromium]:
    """Start this Chromium, and end it after the block."""
    with sync_playwright() as playwright:
        loop = asyncio.get_running_loop()
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        asyncio._set_running_loop(None)
        yield Chromium(browser, loop)
        asyncio._set_running_loop(loop)
        browser.close()
    asyncio._set_running_loop(None)


class Complaints(list[str]):
    """What a browser complains of on the pages of a site, and what is asked of other hosts.

    `elsewhere` are the addresses of hosts that may be asked; what their pages complain of is theirs.
    """

    def __init__(self, context: BrowserContext, site: str, elsewhere: set[str]) -> None:
        super().__init__()
        self._site, self._elsewhere = site, elsewhere
        context.on("request", self._asked)
        context.on("page", self._opened)

    def _opened(self, page: Page) -> None:
        # A policy that refuses something is an error of the console as well.
        page.on("console", lambda line: self._add(page, line.type, line.text))
        page.on("pageerror", lambda error: self._add(page, "error", str(error)))

    def _add(self, page: Page, kind: str, text: str) -> None:
        if kind == "error" and page.url.startswith(self._site):
            self.append(f"{page.url}: {text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:", self._site, *self._elsewhere)):
            self.append(f"{request.frame.url} asks for {request.url}")
