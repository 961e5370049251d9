"""What currencies were worth against the euro, and amounts converted by it: never without its rates."""

from __future__ import annotations

from openbanking.rates.conversion import Conversion, Rate, RateTable, Total
from openbanking.rates.ecb import Published, UnreadableRates, read
from openbanking.rates.fetching import RatesUnavailable, download
from openbanking.rates.storing import SourceDiffers, Stored, store

__all__ = [
    "Conversion",
    "Published",
    "Rate",
    "RateTable",
    "RatesUnavailable",
    "SourceDiffers",
    "Stored",
    "Total",
    "UnreadableRates",
    "download",
    "read",
    "store",
]
