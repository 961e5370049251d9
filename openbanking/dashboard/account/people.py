"""Whose an account is, and who has used it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from contracts import Channel, registry
from openbanking.dashboard.family import FamilyPage
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.audit.list import Audited, AuditPage
from openbanking.operations.owners.list import Owner, OwnerPage

# What was asked for, in the words of these pages; of any other operation its title is shown.
ASKED: dict[str, Promise] = {
    "openbanking.accounts.get": gettext_lazy("the account"),
    "openbanking.accounts.sync": gettext_lazy("a new reading of the bank"),
    "openbanking.balances.get": gettext_lazy("balances"),
    "openbanking.balances.history": gettext_lazy("history of balances"),
    "openbanking.balances.refresh": gettext_lazy("a new reading of the bank"),
    "openbanking.holdings.list": gettext_lazy("holdings"),
    "openbanking.holdings.history": gettext_lazy("history of holdings"),
    "openbanking.loans.schedule": gettext_lazy("how it is paid back"),
    "openbanking.orders.list": gettext_lazy("orders"),
    "openbanking.owners.list": gettext_lazy("owners"),
    "openbanking.pockets.list": gettext_lazy("when it can be had"),
    "openbanking.transactions.list": gettext_lazy("transactions"),
    "openbanking.transactions.search": gettext_lazy("transactions"),
    "openbanking.transactions.sync": gettext_lazy("a new reading of the bank"),
}
THROUGH: dict[str, Promise] = {
    Channel.REST: gettext_lazy("a program"),
    Channel.MCP: gettext_lazy("an agent"),
    Channel.COMMAND: gettext_lazy("the command line"),
    Channel.ADMIN: gettext_lazy("the admin"),
    Channel.PAGE: gettext_lazy("these pages"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What somebody asked of an account on a day, in one way; `who` is empty for no member."""

    day: date
    who: str
    through: str | Promise
    asked: Sequence[str | Promise]
    last_at: datetime


def owners_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return the owners the bank names; None where it names nobody."""
    pages = page.ask_all("openbanking.owners.list", OwnerPage, account_id=account.id)
    owners: list[Owner] = [owner for each in pages for owner in each.owners]
    return {"owners": owners} if owners else None


def visits_of(page: FamilyPage, account: BankAccount) -> dict[str, Any] | None:
    """Return who used the account, the latest first, for those who administer the family."""
    answer = page.ask("openbanking.audit.list", AuditPage, account_id=account.id, page_size=500)
    visits = list(_visits(answer.entries))
    return {"visits": visits, "has_more": answer.has_more} if visits else None


def _visits(entries: Sequence[Audited]) -> Iterator[Visit]:
    """Yield entries of one person, day and way as one."""

    def key(entry: Audited) -> tuple[date, str, str]:
        return entry.day, str(entry.user_id), entry.channel

    in_order = sorted(entries, key=key, reverse=True)
    visits = [list(found) for _, found in groupby(in_order, key=key)]
    visits.sort(key=lambda found: max(entry.last_at for entry in found), reverse=True)
    for found in visits:
        yield Visit(
            day=found[0].day,
            who=found[0].user_name,
            through=THROUGH.get(found[0].channel, found[0].channel),
            asked=list(dict.fromkeys(_asked(entry.operation) for entry in found)),
            last_at=max(entry.last_at for entry in found),
        )


def _asked(key: str) -> str | Promise:
    if key in ASKED:
        return ASKED[key]
    return next((each.meta.title for each in registry if each.meta.key == key), key)
