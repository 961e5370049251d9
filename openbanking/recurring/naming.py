"""Whom money comes from or goes to, as far as the words of a bank say it."""

from __future__ import annotations

import re

from openbanking.fields import fold

# Numbers of orders, dates and cards differ from one time to the next; names hold no digits.
_CHANGING = re.compile(r"\S*\d\S*")
_BETWEEN = re.compile(r"[^\w]+|_+")


def whom(counterparty: str, wording: str) -> str:
    """Return what is the same of each payment to one side, folded; empty where nothing is."""
    return _bare(counterparty) or _bare(wording)


def _bare(text: str) -> str:
    return _BETWEEN.sub(" ", _CHANGING.sub(" ", fold(text))).strip()
