"""Whose an account is, and who has used it."""

from __future__ import annotations

from typing import Any

from openbanking.dashboard.family import FamilyPage
from openbanking.dashboard.visits import visits_in
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.audit.list import AuditPage
from openbanking.operations.owners.list import Owner, OwnerPage


def owners_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return the owners the bank names; None where it names nobody."""
    pages = page.ask_all("openbanking.owners.list", OwnerPage, account_id=account.id)
    owners: list[Owner] = [owner for each in pages for owner in each.owners]
    return {"owners": owners} if owners else None


def visits_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return who used the account, the latest first, for those who administer the family."""
    answer = page.ask("openbanking.audit.list", AuditPage, account_id=account.id, page_size=500)
    visits = list(visits_in(answer.entries))
    return {"visits": visits, "has_more": answer.has_more} if visits else None
