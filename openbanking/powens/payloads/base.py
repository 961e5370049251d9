"""What the parts of Powens' answers have in common.

Amounts are exact Decimals straight from the JSON text. Almost everything can be null; unknown keys and
unknown words are let through, since every list of words is open. Dates stay text: `moments` reads them.
"""

from __future__ import annotations

import msgspec

Id = int
Flag = bool | int | None


class Payload(msgspec.Struct, gc=False):
    """A part of an answer.

    A tree without cycles, which the garbage collector need not look through: with thousands of rows a
    second that takes longer than reading them.
    """


class Currency(Payload):
    id: str | None = None
    name: str | None = None
    symbol: str | None = None
    precision: int | None = None
