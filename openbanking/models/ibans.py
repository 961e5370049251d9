"""Which IBANs identify an account."""

from __future__ import annotations

from stdnum import iban


def matching_iban(text: str) -> str:
    """Return the IBAN, without blanks and in capitals, if it may be compared with others; else nothing.

    One whose check digits or country rules are broken may be a bank's placeholder, which many accounts
    share: it is kept and shown, and says nothing about whose account it is.
    """
    return text if text and iban.is_valid(text) else ""
