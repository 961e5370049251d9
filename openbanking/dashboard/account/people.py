"""Whose an account is, and who has read it."""

from __future__ import annotations

from typing import Any

from openbanking.dashboard.family import FamilyPage
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.owners.list import Owner, OwnerPage


def owners_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return the owners the bank names; None where it names nobody."""
    pages = page.ask_all("openbanking.owners.list", OwnerPage, account_id=account.id)
    owners: list[Owner] = [owner for each in pages for owner in each.owners]
    return {"owners": owners} if owners else None
