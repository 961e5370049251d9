"""A family linked to a local Powens, whose bank the tests change behind our back."""

from __future__ import annotations

import pytest

from openbanking.powens.sandbox import Sandbox
from openbanking.powens.sandbox import model as powens


@pytest.fixture
def bank(sandbox: Sandbox) -> powens.Connection:
    """The sandbox's only connection."""
    return next(iter(sandbox.state.users[7].connections.values()))


@pytest.fixture
def checking(bank: powens.Connection) -> powens.Account:
    return next(iter(bank.accounts.values()))


@pytest.fixture
def movement(checking: powens.Account) -> powens.Transaction:
    return next(iter(checking.transactions.values()))
