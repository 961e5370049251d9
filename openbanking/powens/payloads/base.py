"""What the parts of Powens' answers have in common.

Amounts are exact Decimals straight from the JSON text. Almost everything can be null; unknown keys and
unknown words are let through, since every list of words is open. Dates stay text: `moments` reads them.
"""

from __future__ import annotations

import msgspec

Id = int
Flag = bool | int | None


class Payload(msgspec.Struct):
    """A part of an answer."""


class Currency(Payload):
    id: str | None = None
    name: str | None = None
    symbol: str | None = None
    precision: int | None = None
