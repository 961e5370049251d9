"""What a sync changes on the accounts of one connection: collected in memory, saved once at its end.

Every step of the write sets attributes of the same instances. Rows that refer to a new account may be
written before it: both databases check foreign keys when the transaction ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from openbanking.models import Account

# What we keep for ourselves: no answer shows it, so it does not make the record a changed one.
BOOKKEEPING = frozenset(
    {
        *("former_external_ids", "history_kept_to", "history_read_at", "opening_balance"),
        "owners_read_at",
    }
)


class AccountChanges:
    """The accounts of a connection, as they were found and as they are now."""

    def __init__(self, known: Iterable[Account]) -> None:
        # By id: one that moved is met both as known here and as recognised, and must be written once.
        self._accounts = {account.pk: account for account in known}
        self._before = {pk: _columns(account) for pk, account in self._accounts.items()}

    def add(self, account: Account) -> None:
        """Take on an account that is new to us."""
        self._accounts[account.pk] = account

    def save(self, *, now: datetime) -> None:
        """Write the accounts that differ from what was found, in one statement; none if none does.

        SQLite takes some twenty accounts a statement. `updated_at` moves where something changed that
        answers show.
        """
        changed: list[Account] = []
        columns = {"updated_at"}
        for pk, account in self._accounts.items():
            before = self._before.get(pk)
            if before is None:
                changed.append(account)
                continue
            differing = {name for name, value in _columns(account).items() if value != before[name]}
            if differing - BOOKKEEPING:
                account.updated_at = now
            if differing:
                changed.append(account)
                columns |= differing
        if changed:
            Account.objects.bulk_create(
                changed, update_conflicts=True, unique_fields=["id"], update_fields=sorted(columns)
            )


def _columns(account: Account) -> dict[str, Any]:
    return {field.name: getattr(account, field.attname) for field in Account._meta.concrete_fields}
