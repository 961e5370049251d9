"""Who has used what of a family, in the words of these pages: one line for a person, a day and a way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from contracts import Channel
from openbanking.operations.audit.list import Audited

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
# What has no words of its own, by how its name begins: the first that fits.
BEGINNINGS: dict[str, Promise] = {
    "page.overview": gettext_lazy("an overview"),
    "admin.export.": gettext_lazy("a file"),
    "admin.numbers.": gettext_lazy("whole numbers of accounts"),
    "admin.add.": gettext_lazy("a change"),
    "admin.change.": gettext_lazy("a change"),
    "admin.delete.": gettext_lazy("a change"),
    "admin.": gettext_lazy("pages of the admin"),
    "staff.": gettext_lazy("something that staff do"),
    "manage.": gettext_lazy("a command of the service"),
    "banks.": gettext_lazy("a choice of what is read"),
    "openbanking.accounts.": gettext_lazy("accounts"),
    "openbanking.alerts.": gettext_lazy("alerts"),
    "openbanking.audit.": gettext_lazy("who has used it"),
    "openbanking.balances.": gettext_lazy("balances"),
    "openbanking.manual.": gettext_lazy("what is kept by hand"),
    "openbanking.networth.": gettext_lazy("net worth"),
    "openbanking.recurring.": gettext_lazy("recurring payments"),
    "openbanking.returns.": gettext_lazy("returns"),
    "openbanking.tenants.": gettext_lazy("families"),
    "tokens.": gettext_lazy("access for programs"),
    "openbanking.transactions.": gettext_lazy("transactions"),
    "pfo.": gettext_lazy("an overview"),
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


def visits_in(entries: Sequence[Audited]) -> Iterator[Visit]:
    """Yield entries of one person, day and way as one, the latest first."""

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
    for beginning, words in BEGINNINGS.items():
        if key.startswith(beginning):
            return words
    return key
