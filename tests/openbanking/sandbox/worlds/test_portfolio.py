"""The vocabulary of holdings."""

from __future__ import annotations

from openbanking.sandbox.worlds.portfolio import isin


def test_known_isin_has_its_known_check_digit() -> None:
    assert isin("US", "037833100") == "US0378331005"
