"""What a row of a statement is recognised by, so that exports that overlap bring it once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256

from openbanking.fields import plain
from openbanking.statements.statement import Row

# Stands in no text of a bank's.
SEPARATOR = "\x1f"


def fingerprint_of(row: Row) -> str:
    """Return a digest that is the same in every export.

    The bank's reference decides where there is one, with day and amount, since some banks give all rows
    of a batch the same. Without one it is the wording, however it is spaced and in whatever case.
    """
    told = row.reference or " ".join(row.wording.split()).casefold()
    parts = (
        "reference" if row.reference else "wording",
        row.booked_on.isoformat(),
        f"{plain(row.amount):f}",
        told,
    )
    return sha256(SEPARATOR.join(parts).encode()).hexdigest()


def numbered(rows: Iterable[Row]) -> Iterator[tuple[Row, str, int]]:
    """Yield each row with its fingerprint and which of the equal rows of its day it is, from 1.

    Two coffees on one day are two rows. A reference that comes twice is one row, told of twice, and
    both are the first.
    """
    seen = Counter[str]()
    for row in rows:
        fingerprint = fingerprint_of(row)
        seen[fingerprint] += 1
        yield row, fingerprint, 1 if row.reference else seen[fingerprint]
