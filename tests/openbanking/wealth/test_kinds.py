"""Which kinds of account can hold lines: all but those that are known to hold none."""

from __future__ import annotations

import pytest

from openbanking.balances.derivation import SPENDABLE
from openbanking.wealth.kinds import can_hold_lines


@pytest.mark.parametrize("kind", [*sorted(SPENDABLE), "card", "loan", "mortgage"])
def test_money_and_debts_have_no_lines(kind):
    assert not can_hold_lines(kind)


@pytest.mark.parametrize("kind", ["market", "pea", "lifeinsurance", "perco", "crowdlending"])
def test_investments_have_lines(kind):
    assert can_hold_lines(kind)


@pytest.mark.parametrize("kind", ["unknown", "neverHeardOf"])
def test_kind_that_is_not_known_may_have_lines(kind):
    assert can_hold_lines(kind)
