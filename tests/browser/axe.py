"""What axe, the accessibility engine, finds on a page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
# What others draw in the admin and we cannot mend from outside: the rule, and what is in the element.
OF_OTHERS = {
    # SimpleBar, in unfold, gives all that can be scrolled one name.
    ("landmark-unique", 'class="simplebar-content-wrapper"'),
    # Unfold's menu and its tabs are both navigation without a name; they differ in what is in them.
    ("landmark-unique", 'id="nav-sidebar-inner"'),
    # The column of unfold's tables of rows in which a row is removed has no heading.
    ("empty-table-header", "<th"),
    # Select2 draws the field in which many are looked for into the list of those that were chosen.
    ("list", 'class="select2-selection__rendered"'),
    # Django's own box for choosing many, which names an icon and has pale hints.
    ("aria-prohibited-attr", "help-tooltip search-label-icon"),
    ("color-contrast", 'placeholder="Filter"'),
}


def findings(page: Page) -> list[str]:
    """Return one line for each place in which a rule is broken."""
    return _lines(AXE.run(page).response)


def findings_of_colours(page: Page) -> list[str]:
    """Return the places in which there is too little contrast, on a page that was looked at before."""
    asked = "axe.run({runOnly: ['color-contrast'], resultTypes: ['violations']})"
    return _lines(page.evaluate(asked))


def _lines(response: Any) -> list[str]:
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in response["violations"]
        for node in rule["nodes"]
        if not any(rule["id"] == name and part in node["html"] for name, part in OF_OTHERS)
    ]
