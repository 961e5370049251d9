"""What a suite is made of is no garbage: it is not looked through again and again for some."""

from __future__ import annotations

import gc

# Objects made until the youngest are looked through: tests make many, and most are gone by themselves.
YOUNGEST = 20_000


def pytest_collection_finish() -> None:
    """Leave modules, models and tests out of every collection of garbage from now on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNGEST, *gc.get_threshold()[1:])
