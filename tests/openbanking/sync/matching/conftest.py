"""Accounts that Powens lists anew, and what is seen of ours."""

from __future__ import annotations

import pytest

from openbanking.models import Account, Transaction
from openbanking.sandbox.world import mutations
from tests.openbanking.sync.running import sync


@pytest.fixture
def ours(linked, checking):
    """Our account, as it was before its bank was repaired."""
    sync()
    return Account.objects.get(external_id=str(checking.id))


@pytest.fixture
def alone(bank, checking):
    """The bank with nothing but the account that has an IBAN."""
    bank.accounts = {checking.id: checking}


@pytest.fixture
def recreate(sandbox, bank, checking):
    """List the accounts anew beside the old ones; returns what becomes of the one with an IBAN."""

    def again(*, disabled=False, old="deleted", **changed):
        before = set(bank.accounts)
        mutations.recreate(sandbox.state, connection=bank.id, disabled=disabled, trace=True)
        if old == "alive":
            for known in before:
                bank.accounts[known].deleted = None
        (found,) = [
            each
            for key, each in bank.accounts.items()
            if key not in before and each.iban == checking.iban
        ]
        for name, value in changed.items():
            setattr(found, name, value)
        return found

    return again


@pytest.fixture
def enable(sandbox):
    """Enable an account at Powens, which then has rows of its own."""

    def enabled(account):
        mutations.enable(sandbox.state, account=account.id)
        for value in ("-12.00", "40.00"):
            mutations.add_transaction(sandbox.state, account=account.id, value=value)
        return account

    return enabled


def live(account):
    rows = Transaction.objects.live().filter(account=account)
    return sorted(rows.values_list("external_id", flat=True))


def there(account):
    return sorted(str(each) for each in account.transactions)


def state():
    return (
        list(
            Account.objects.order_by("pk").values_list("pk", "external_id", "deleted_at", "updated_at")
        ),
        list(Transaction.objects.order_by("pk").values_list("pk", "account", "deleted_at")),
    )
