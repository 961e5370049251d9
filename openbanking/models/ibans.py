"""How numbers of accounts are compared: what is hashed of them, to be found by."""

from __future__ import annotations

from stdnum import iban

TAIL = 4


def bare(text: str) -> str:
    """Return a number without blanks and in capitals."""
    return "".join(text.split()).upper()


def tail(text: str) -> str:
    """Return the last four characters of a number, which people remember it by."""
    return bare(text)[-TAIL:]


def matching_iban(text: str) -> str:
    """Return the IBAN, without blanks and in capitals, if it may be compared with others; else nothing.

    One whose check digits or country rules are broken may be a bank's placeholder, which many accounts
    share: it is kept and shown, and says nothing about whose account it is.
    """
    return text if text and iban.is_valid(text) else ""
