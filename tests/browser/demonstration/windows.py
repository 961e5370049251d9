"""Windows of a browser that stay open, and go from page to page."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.chromium import DESKTOP, Complaints

# How long nothing may be asked for until a page is taken to be all there, in milliseconds.
SILENCE = 50


@dataclass(slots=True)
class Window:
    """The window of somebody, which goes from page to page."""

    page: Page
    site: str
    complaints: Complaints
    asked: int = 0

    def __post_init__(self) -> None:
        self.page.on("request", lambda _: self._count(1))
        self.page.on("requestfinished", lambda _: self._count(-1))
        self.page.on("requestfailed", lambda _: self._count(-1))

    def go(self, path: str) -> None:
        """Go to a page, as it is seen on a desk and in the light."""
        self.page.emulate_media(color_scheme="light")
        self.resize(DESKTOP.width, DESKTOP.height)
        self.asked = 0
        self.page.goto(f"{self.site}{path}")
        self.settle()

    def resize(self, width: int, height: int) -> None:
        """Show the page on a screen of this size."""
        self.page.set_viewport_size({"width": width, "height": height})

    def settle(self) -> None:
        """Wait until nothing is asked for any more: parts of pages come by themselves."""
        self.page.wait_for_timeout(SILENCE)
        while self.asked > 0:
            self.page.wait_for_timeout(SILENCE)

    def picture(self) -> bytes:
        """Return what is on the screen, from the top of the page."""
        self.page.evaluate("() => { document.activeElement?.blur(); scrollTo(0, 0); }")
        return self.page.screenshot(animations="disabled", caret="hide")

    def _count(self, more: int) -> None:
        self.asked += more
