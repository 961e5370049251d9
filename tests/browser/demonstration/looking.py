"""A page looked at as everybody may meet it: on a desk, in the dark, by keyboard, on a phone."""

from __future__ import annotations

import os
from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.axe import findings, findings_of_colours
from tests.browser.chromium import PHONE
from tests.browser.demonstration.fonts import are_as_kept, keep_fonts
from tests.browser.demonstration.windows import Window
from tests.browser.pictures import LOOKS, SHARE, compare, keep_look, keep_picture

KEPT_ANEW = os.environ.get("PICTURES") == "anew"
# The pages of which the documents have pictures.
PICTURES = {
    "administrator-family": "home",
    "administrator-account": "account",
    "administrator-account-holdings": "securities",
    "administrator-transactions": "transactions",
    "administrator-contracts-operation": "operation",
    "staff-admin-index": "admin",
    "staff-admin-openbanking_account_changelist": "admin-accounts",
    "staff-admin-openbanking_tenant_change": "admin-family",
}
# How long charts may take to follow the width of the screen, in tenths of a second.
REDRAWN = 30


def faults_of(window: Window, path: str, name: str) -> list[str]:
    """Return what is wrong with a page, which is known by this name, and how it looks."""
    window.go(path)
    faults = [f"light: {each}" for each in findings(window.page)]
    if not content_is_reached_by_keys(window.page):
        faults.append("The keyboard does not reach the content.")
    faults += differences(window, name, "desktop")
    window.page.emulate_media(color_scheme="dark")
    faults += [f"dark: {each}" for each in findings_of_colours(window.page)]
    window.page.emulate_media(color_scheme="light")
    window.resize(PHONE.width, PHONE.height)
    faults += [f"phone: {each} is wider" for each in wider_than_the_screen(window.page)]
    faults += differences(window, name, "phone")
    return faults


def differences(window: Window, name: str, device: str) -> Iterator[str]:
    """Yield what is different from how a page looked; while looks are kept anew, nothing is.

    Nothing is compared on a machine with other fonts.
    """
    look, shown = f"{name}-{device}", window.picture()
    if KEPT_ANEW:
        keep_look(look, shown)
        keep_fonts(window.page)
        if name in PICTURES:
            keep_picture(f"{PICTURES[name]}-{device}-light", shown)
            window.page.emulate_media(color_scheme="dark")
            keep_picture(f"{PICTURES[name]}-{device}-dark", window.picture())
            window.page.emulate_media(color_scheme="light")
    elif not (LOOKS / f"{look}.png").exists():
        yield f"{device}: nobody has looked at it yet: make screenshots"
    elif are_as_kept(window.page) and compare(look, shown) > SHARE:
        yield f"{device}: it looks different, as var/pictures shows"


def content_is_reached_by_keys(page: Page) -> bool:
    """Tell whether the first link skips to the content, and the next tab is in it, if it has any.

    A form whose first field has the focus from the beginning is reached already.
    """
    inside = "() => document.querySelector('#content').contains(document.activeElement)"
    if page.evaluate(inside):
        return True
    for key in ("Tab", "Enter", "Tab"):
        page.keyboard.press(key)
    nothing = """() => ![...document.querySelectorAll(
        "#content :is(a[href], button, input:not([type=hidden]), select, textarea, summary)"
    )].some((each) => each.checkVisibility() && !each.disabled)"""
    return bool(page.evaluate(inside) or page.evaluate(nothing))


def wider_than_the_screen(page: Page) -> list[str]:
    """Return the innermost elements that make the page scroll sideways, once charts are drawn anew."""
    fits = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    for _ in range(REDRAWN):
        # Asked again and again from here: the policy of a page lets nothing wait inside of it.
        if page.evaluate(fits):
            return []
        page.wait_for_timeout(100)
    found = page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            return [...document.body.querySelectorAll("*")]
                .filter((each) => each.getBoundingClientRect().right > width + 1)
                .slice(-3)
                .map((each) => each.outerHTML.slice(0, 120));
        }"""
    )
    return list(found)
