"""What is written on a page, as people read it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

# What htmx asks with for a part of a page.
HTMX = {"HX-Request": "true"}


def plain(text: str) -> str:
    """Return markup without its tags, every space alike."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


def words(answer: Any) -> str:
    """Return what is written in the content of a page, or in a part of one."""
    text = answer.content.decode()
    return plain(text.partition("<main")[2].partition("</main>")[0] or text)


def net(answer: Any) -> list[str]:
    """Return the net worths that a page shows."""
    return [plain(each) for each in re.findall(r'<p class="net">(.*?)</p>', answer.content.decode())]


def subtotals(answer: Any) -> list[str]:
    """Return the sums that stand over the groups of accounts."""
    found = re.findall(r'<div class="subtotals">(.*?)</div>', answer.content.decode())
    return [plain(each) for each in found]
