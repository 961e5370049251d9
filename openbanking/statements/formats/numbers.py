"""Amounts as people and banks write them, read to the last digit or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from openbanking.fields import fits, plain

MARKS = ".,"
# Signs of currencies, codes of currencies, spaces of all kinds and apostrophes between thousands.
AROUND = re.compile(r"[\s'’€$£¥]|(?<![A-Z])[A-Z]{3}(?![A-Z])")
MINUS = ("-", "\N{MINUS SIGN}", "\N{EN DASH}")
GROUPED = r"\d{1,3}(?:%s\d{3})+|\d*"


class NotANumber(ValueError):
    """It is no amount, or one that no column holds."""


class Ambiguous(ValueError):
    """Nothing says whether a point or a comma is the decimal mark."""


def bare(text: str) -> str:
    """Return an amount without spaces and signs of currencies, its minus in front."""
    text = AROUND.sub("", text)
    negative = text.startswith(MINUS) or text.endswith(MINUS)
    return f"-{text.strip('+-−–')}" if negative else text.removeprefix("+")


def decimal_mark(amounts: Iterable[str]) -> str:
    """Return which mark stands before decimals in all of these; raises Ambiguous.

    Of two marks in one amount it is the last, one that comes twice is none, and one before other than
    three digits is it. A file in which every mark is before three digits could mean either.
    """
    found, open_question = set[str](), False
    for text in amounts:
        used = [each for each in text if each in MARKS]
        if not used:
            continue
        last = used[-1]
        if len(set(used)) > 1:
            found.add(last)
        elif len(used) > 1:
            found.add(_other(last))
        elif len(text) - text.rindex(last) != 4:
            found.add(last)
        else:
            open_question = True
    if len(found) > 1 or (open_question and not found):
        raise Ambiguous
    return found.pop() if found else "."


def amount_of(text: str, mark: str) -> Decimal:
    """Return a bare amount with this decimal mark; raises NotANumber."""
    whole, digits = GROUPED % re.escape(_other(mark)), r"\d+"
    match = re.fullmatch(rf"(-?)({whole})(?:{re.escape(mark)}({digits}))?", text, re.ASCII)
    if match is None or not (match[2] or match[3]):
        raise NotANumber
    amount = Decimal(f"{match[1]}{match[2].replace(_other(mark), '') or 0}.{match[3] or 0}")
    if not fits(amount):
        raise NotANumber
    return plain(amount)


def _other(mark: str) -> str:
    return MARKS.replace(mark, "")
