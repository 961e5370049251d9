"""Balances of an account, each with one sentence that says how old it is and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from openbanking.balances.formatting import age_text
from openbanking.balances.freshness import Freshness
from openbanking.dashboard.currencies import shown_currency
from openbanking.dashboard.family import FamilyPage
from openbanking.health.states import Actor
from openbanking.models import BalanceType
from openbanking.operations.accounts.record import BankAccount
from openbanking.operations.balances.get import Balances
from openbanking.operations.balances.record import AccountBalance

LABELS: dict[str, Promise] = {
    BalanceType.CURRENT: gettext_lazy("Current balance"),
    BalanceType.AVAILABLE: gettext_lazy("Available"),
    BalanceType.EXPECTED: gettext_lazy("Expected"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A balance as it is shown; the amount is signed, in `currency`."""

    type: str
    label: Promise
    amount: Decimal
    currency: str
    sentence: str
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Why the figures are not the bank's present ones, and what can be done about it by whom."""

    reason: str
    advice: str
    reconnects: bool


def balances_of(page: FamilyPage, account: BankAccount) -> list[Shown]:
    """Return the balances there are, the current one first."""
    answer = page.ask("openbanking.balances.get", Balances, account_id=account.id)
    return [
        Shown(
            type=each.balance_type,
            label=LABELS[each.balance_type],
            amount=each.current_balance,
            currency=shown_currency(each),
            sentence=" ".join(_sentences(each, page.now)),
            as_of=each.last_updated_at,
        )
        for each in answer.balances
    ]


def remark_on(page: FamilyPage, account: BankAccount) -> Remark | None:
    """Return what is to be said of stale figures; None where they are fresh."""
    more = account.metadata
    if more.freshness == Freshness.FRESH:
        return None
    is_theirs = account.user_id == page.request.user.pk
    needs_member = more.connection.who_must_act == Actor.MEMBER
    return Remark(
        reason=gettext(more.stale_reason) if more.stale_reason else "",
        advice=_advice(account, is_theirs=is_theirs),
        reconnects=needs_member and is_theirs,
    )


def _sentences(balance: AccountBalance, now: datetime) -> Iterator[str]:
    age = age_text(balance.last_updated_at, now)
    if balance.metadata.held_since is not None:
        yield gettext("Last good figure, read from the bank %(age)s; a newer one is in quarantine.") % {
            "age": age
        }
    elif not balance.metadata.derived and balance.balance_type == BalanceType.EXPECTED:
        yield gettext("With coming operations, read from the bank %(age)s.") % {"age": age}
    elif not balance.metadata.derived:
        yield gettext("Read from the bank %(age)s.") % {"age": age}
    elif balance.balance_type == BalanceType.AVAILABLE:
        yield gettext("Derived: what is there after coming operations, read from the bank %(age)s.") % {
            "age": age
        }
    else:
        yield gettext("Derived from the current balance and coming operations, read %(age)s.") % {
            "age": age
        }
    if balance.metadata.currency_assumed:
        yield gettext("The bank names no currency; this one is assumed.")


def _advice(account: BankAccount, *, is_theirs: bool) -> str:
    more = account.metadata
    if more.held_since is not None:
        return gettext("Staff decide whether the newer figure is right. You need not do anything.")
    if more.connection.who_must_act == Actor.MEMBER:
        if is_theirs:
            return gettext("Reconnect the bank, and it is read again at once.")
        return gettext("The member who connected the bank has to reconnect it.")
    if more.connection.who_must_act == Actor.STAFF:
        return gettext("Staff have to see to it. You need not do anything.")
    if more.connection.who_must_act == Actor.POWENS:
        return gettext("Powens has to see to it. You need not do anything.")
    return gettext("It is tried again by itself. You need not do anything.")
