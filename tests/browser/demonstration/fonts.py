"""Which fonts a browser writes with: with others lines break elsewhere, and pages look different."""

from __future__ import annotations

import json

from playwright.sync_api import Page

from tests.browser.pictures import LOOKS

KEPT = LOOKS / "fonts.json"
# How wide a text is in the families that a machine has its own fonts for.
WIDTHS = """() => ["system-ui", "sans-serif", "monospace"].map(family => {
    const text = document.createElement("span");
    text.textContent = "All 29 accounts of the family are up to date: 1 310.42 EUR, −0.01 EUR.";
    text.style.font = `100px ${family}`;
    text.style.position = "absolute";
    text.style.whiteSpace = "nowrap";
    document.body.append(text);
    const width = Math.round(text.getBoundingClientRect().width);
    text.remove();
    return width;
})"""


def keep_fonts(page: Page) -> None:
    """Keep how wide texts are on the machine that looks are kept on."""
    KEPT.write_text(f"{json.dumps(page.evaluate(WIDTHS))}\n")


def are_as_kept(page: Page) -> bool:
    """Tell whether texts are as wide as where looks were kept; else looks say nothing."""
    kept: list[int] = json.loads(KEPT.read_text())
    found: list[int] = page.evaluate(WIDTHS)
    return found == kept
