"""Our sum of balances against the total Powens itself gives, currency by currency.

Powens does not document what its totals count: accounts that are not displayed, disabled ones, loans
and cards may be in or out. A total agrees when it is the sum under any of these readings; a lost or
doubled account, or a wrong figure, makes it agree with none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain, combinations

from openbanking.balances.kinds import kind_of
from openbanking.fields import difference, fits, total
from openbanking.models import (
    Account,
    BalanceType,
    Discrepancy,
    Kind,
    PowensUser,
    QuarantinedReading,
)
from openbanking.powens import payloads
from openbanking.sync.mapping.banking import type_of
from openbanking.sync.mapping.values import currency_code
from openbanking.sync.reading.snapshot import Snapshot

# What is not counted when the difference is put in figures.
PLAINLY_OUT = frozenset({"disabled", "deleted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalItem:
    """An amount of a sum, and the reasons for which Powens may leave it out of its own."""

    amount: Decimal
    currency: str
    traits: frozenset[str] = frozenset()


def compare_totals(user: PowensUser, snapshot: Snapshot, *, now: datetime) -> bool:
    """Hold what we keep of a Powens user against its totals; returns whether they agree.

    Where Powens gives no totals, or rows could not be read, there is nothing to compare. A difference
    that is more than a column holds is not recorded.
    """
    if snapshot.totals is None or snapshot.unreadable:
        return True
    ours = {
        (str(account.connection.external_id), account.external_id): account
        for account in Account.objects.live()
        .filter(connection__powens_user=user)
        .select_related("connection")
        .prefetch_related("balances")
    }
    found = disagreements(_by_our_code(snapshot.totals), _counted(snapshot, ours))
    note_totals(user, {code: amount for code, amount in found.items() if fits(amount)}, now=now)
    return not found


def disagreements(totals: Mapping[str, Decimal], amounts: Iterable[TotalItem]) -> dict[str, Decimal]:
    """Return by how much the plain sum of the amounts differs, for currencies that do not agree."""
    by_currency: dict[str, list[TotalItem]] = defaultdict(list)
    for each in amounts:
        by_currency[each.currency].append(each)
    found = {}
    for currency in {*totals, *by_currency}:
        theirs = totals.get(currency, Decimal(0))
        if fits(theirs) and all(theirs != reading for reading in _readings(by_currency[currency])):
            plain = [each.amount for each in by_currency[currency] if not each.traits & PLAINLY_OUT]
            found[currency] = difference(total(*plain), theirs)
    return found


def note_totals(user: PowensUser, found: Mapping[str, Decimal], *, now: datetime) -> None:
    """Record where sums disagree, with the day it began, and end what agrees again."""
    open_ones = {
        each.currency: each
        for each in Discrepancy.objects.open().filter(powens_user=user, kind=Discrepancy.Kind.TOTAL)
    }
    for currency, discrepancy in open_ones.items():
        if currency not in found:
            discrepancy.ended_at = discrepancy.updated_at = now
            discrepancy.save(update_fields=["ended_at", "updated_at"])
        elif discrepancy.amount != found[currency]:
            discrepancy.amount, discrepancy.updated_at = found[currency], now
            discrepancy.save(update_fields=["amount", "updated_at"])
    Discrepancy.objects.bulk_create(
        Discrepancy(
            kind=Discrepancy.Kind.TOTAL,
            powens_user=user,
            currency=currency,
            amount=amount,
            began_on=now.date(),
            created_at=now,
            updated_at=now,
        )
        for currency, amount in found.items()
        if currency not in open_ones
    )


def _by_our_code(totals: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Return Powens' totals by the codes that accounts have here; spellings of one code add up."""
    found: dict[str, Decimal] = {}
    for code, amount in totals.items():
        found[currency_code(code)] = total(found.get(currency_code(code), Decimal(0)), amount)
    return found


def _readings(amounts: list[TotalItem]) -> Iterator[Decimal]:
    """Yield the sums there are, with every choice of traits left out."""
    traits = sorted(frozenset[str]().union(*(each.traits for each in amounts)))
    choices = chain.from_iterable(combinations(traits, size) for size in range(len(traits) + 1))
    for left_out in choices:
        yield total(*(each.amount for each in amounts if each.traits.isdisjoint(left_out)))


def _counted(snapshot: Snapshot, ours: Mapping[tuple[str, str], Account]) -> Iterator[TotalItem]:
    for connection, listed in snapshot.accounts.items():
        for payload in listed:
            account = ours.get((str(connection), str(payload.id)))
            enabled = not payload.disabled and not payload.deleted
            # What is not enabled is not kept up by us, so Powens' own figure stands for it.
            figure = _kept(account) if account is not None else None
            amount = figure[0] if figure else (None if enabled else payload.balance)
            if amount is None or not fits(amount):
                continue
            code = figure[1] if figure else currency_code(payload.currency)
            yield TotalItem(amount=amount, currency=code, traits=_traits(payload))


def _kept(account: Account) -> tuple[Decimal, str] | None:
    """Return our figure as Powens has it now: a quarantined one counts, one it lacks does not."""
    if account.balance_missing_since:
        return None
    if account.quarantined_since:
        reading = account.quarantined_readings.exclude(
            decision=QuarantinedReading.Decision.OVERTAKEN
        ).first()
        return (reading.balance, reading.currency) if reading else None
    current = next((each for each in account.balances.all() if each.type == BalanceType.CURRENT), None)
    return (current.amount, current.currency) if current else None


def _traits(payload: payloads.Account) -> frozenset[str]:
    kind = kind_of(type_of(payload))
    return frozenset(
        name
        for name, holds in (
            ("disabled", payload.disabled),
            ("deleted", payload.deleted),
            ("hidden", payload.display is False or payload.display == 0),
            ("loan", kind is Kind.LOANS),
            ("card", kind is Kind.CARDS),
            ("no currency", not currency_code(payload.currency)),
        )
        if holds
    )
