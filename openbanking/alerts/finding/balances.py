"""Balances below or above an amount: of one account, or of all accounts of a kind together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from uuid import UUID

from django.db.models import Q

from openbanking.alerts.finding.found import Finding, of_kinds
from openbanking.balances.duplicates import counted_through_another
from openbanking.balances.kinds import kind_of
from openbanking.fields import total
from openbanking.models import AlertKind, AlertRule, Balance, BalanceType


def find(rules: Sequence[AlertRule]) -> Iterator[Finding]:
    """Yield the balances that are beyond their rule's amount, in one statement."""
    watching = of_kinds(rules, AlertKind.BALANCE_BELOW, AlertKind.BALANCE_ABOVE)
    if not watching:
        return
    of_one = {rule.account_id for rule in watching if rule.account_id}
    of_all = {rule.tenant_id for rule in watching if rule.account_kind}
    balances = list(
        Balance.objects.filter(
            Q(account__in=of_one) | Q(account__tenant__in=of_all),
            type=BalanceType.CURRENT,
            account__disabled_at__isnull=True,
            account__deleted_at__isnull=True,
            account__vanished_at__isnull=True,
        ).select_related("account")
    )
    by_account = {balance.account_id: balance for balance in balances}
    by_tenant = _counted_once(balances)
    for rule in watching:
        if rule.account_id:
            one = by_account.get(rule.account_id)
            yield from _beyond(rule, [one] if one and one.currency == rule.currency else [])
        else:
            yield from _beyond(rule, _of_kind(rule, by_tenant.get(rule.tenant_id, ())))


def _counted_once(balances: Sequence[Balance]) -> dict[UUID, list[Balance]]:
    """Return the balances by tenant, without those of accounts that are seen a second time."""
    accounts: dict[UUID, list[Balance]] = defaultdict(list)
    for balance in balances:
        accounts[balance.account.tenant_id].append(balance)
    for tenant, theirs in accounts.items():
        twice = counted_through_another(
            [each.account for each in theirs], has_figure=lambda account: True
        )
        accounts[tenant] = [each for each in theirs if each.account_id not in twice]
    return accounts


def _of_kind(rule: AlertRule, balances: Sequence[Balance]) -> list[Balance]:
    return [
        each
        for each in balances
        if each.currency == rule.currency and kind_of(each.account.type) == rule.account_kind
    ]


def _beyond(rule: AlertRule, balances: Sequence[Balance]) -> Iterator[Finding]:
    """Yield a finding if the balances together are beyond the amount; at it they are not."""
    if not balances or rule.amount is None:
        return
    figure = total(*(each.amount for each in balances))
    if not _is_beyond(rule, figure, rule.amount):
        return
    learned_at = max(each.learned_at for each in balances)
    yield Finding(
        rule=rule,
        subject=str(rule.account_id or f"{rule.account_kind}:{rule.currency}"),
        since=learned_at,
        learned_at=learned_at,
        account_id=rule.account_id,
        amount=figure,
        currency=rule.currency,
    )


def _is_beyond(rule: AlertRule, figure: Decimal, limit: Decimal) -> bool:
    return figure < limit if rule.kind == AlertKind.BALANCE_BELOW else figure > limit
