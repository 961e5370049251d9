"""What somebody does on pages to get something done, with every click of it counted."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

# More clicks than these, from the page that signing in leads to, are too many for what is done often.
MOST = 4
# Fields that follow one another are reached by the key Tab; who has to press it more often clicks.
NEAR = 3


class TooManyClicks(AssertionError):
    """Something takes longer than it may."""


class Journey:
    """One task on one page after the other; raises TooManyClicks at the fifth click."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, what: Locator) -> None:
        """Click once."""
        self._count(what)
        what.click()

    def write(self, field: Locator, text: str, *, then: str = "") -> None:
        """Type into a field and press a key; getting there is a click, unless Tab leads there."""
        if not self._is_near(field):
            self.click(field)
        field.fill(text)
        if then:
            field.press(then)

    def _is_near(self, field: Locator) -> bool:
        """Tell whether a field has the focus, if need be after Tab, from a field that was written in."""
        is_focused = "each => each === document.activeElement"
        if field.evaluate(is_focused):
            return True
        if not self.page.evaluate(
            "() => document.activeElement.matches('main :is(input, select, textarea)')"
        ):
            return False
        for _ in range(NEAR):
            self.page.keyboard.press("Tab")
            if field.evaluate(is_focused):
                return True
        return False

    def _count(self, what: Locator) -> None:
        self.clicks += 1
        if self.clicks > MOST:
            raise TooManyClicks(f"The fifth click would be on {what}.")
