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


def make_ready() -> None:
    """Have msgspec look at every kind of payload now, before threads share them.

    It does so when one is first decoded, and two threads that are at it at once crash the process
    (msgspec 0.22).
    """
    waiting = [Payload]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        for each in kinds:
            msgspec.json.Decoder(each)
        waiting += kinds


class Currency(Payload):
    id: str | None = None
    name: str | None = None
    symbol: str | None = None
    precision: int | None = None
