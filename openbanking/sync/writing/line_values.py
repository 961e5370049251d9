"""Append what units of lines were worth on which day: from Powens' history, and from our own readings.

Both may speak of one day, and differ. Each is added only when it says something new, so that the last
one learned counts and neither makes the other be written again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from openbanking.models import Account, Holding, HoldingValue, SyncRun
from openbanking.powens import PowensProtocolError, payloads
from openbanking.powens.payloads import Rows
from openbanking.sync.mapping.wealth import value_values
from openbanking.sync.products import Product
from openbanking.sync.report import ConnectionReport
from openbanking.sync.warnings import WarningKind
from openbanking.sync.writing.upsert import BATCH

Source = HoldingValue.Source
Histories = Mapping[Holding, Rows[payloads.InvestmentValue]]


def write_values(
    account: Account,
    moved: Iterable[Holding],
    histories: Histories,
    *,
    run: SyncRun | None,
    now: datetime,
    report: ConnectionReport,
) -> bool:
    """Append the values of lines whose figures are new and of histories; returns whether any is new."""
    said = [*_from_readings(moved), *_from_histories(account, histories, report)]
    if not said and not histories:
        return False
    known = _Known(said)
    news = [each for each in said if known.lacks(each)]
    for each in news:
        each.learned_at, each.run = now, run
    HoldingValue.objects.bulk_create(news, batch_size=BATCH)
    if histories:
        Holding.objects.filter(pk__in=[row.pk for row in histories]).update(history_read_at=now)
    if news:
        Holding.objects.filter(pk__in={each.holding_id for each in news}).update(updated_at=now)
    return bool(news)


def _from_readings(moved: Iterable[Holding]) -> Iterator[HoldingValue]:
    for row in moved:
        if row.valued_on is not None and row.unit_value is not None and row.deleted_on is None:
            yield HoldingValue(
                holding=row,
                valued_on=row.valued_on,
                unit_value=row.unit_value,
                security_currency=row.security_currency,
                security_unit_value=row.security_unit_value,
                source=Source.READING,
            )


def _from_histories(
    account: Account, histories: Histories, report: ConnectionReport
) -> Iterator[HoldingValue]:
    for row, history in histories.items():
        reasons = [each.reason for each in history.unreadable]
        for each in history.rows:
            try:
                values = value_values(each)
            except PowensProtocolError as error:
                reasons.append(str(error))
                continue
            if values is not None:
                yield HoldingValue(holding=row, source=Source.HISTORY, **values)
        for reason in reasons:
            report.warn(
                WarningKind.ROW_LEFT_OUT,
                account=account.external_id,
                product=Product.HOLDINGS,
                row=row.external_id,
                reason=f"a value of its history: {reason}",
            )


class _Known:
    """What we know of the days that something is said of, by whoever said it and by the last one."""

    def __init__(self, said: Iterable[HoldingValue]) -> None:
        self._last: dict[Any, HoldingValue] = {}
        days: dict[UUID, set[date]] = defaultdict(set)
        for each in said:
            days[each.holding_id].add(each.valued_on)
        # Readings are mostly of the same few days; a history has a range of its own.
        few = {holding: spoken_of for holding, spoken_of in days.items() if len(spoken_of) == 1}
        self._read(Q(holding__in=few, valued_on__in=set[date]().union(*few.values())))
        for holding in days.keys() - few.keys():
            begin, end = min(days[holding]), max(days[holding])
            self._read(Q(holding=holding, valued_on__range=(begin, end)))

    def _read(self, wanted: Q) -> None:
        for row in HoldingValue.objects.filter(wanted).order_by("learned_at", "id"):
            self._note(row)

    def lacks(self, value: HoldingValue) -> bool:
        """Tell whether a value says something new; from then on it is known."""
        day = (value.holding_id, value.valued_on)
        last = self._last.get((*day, value.source)) or self._last.get(day)
        if last is not None and _agree(last, value):
            return False
        self._note(value)
        return True

    def _note(self, value: HoldingValue) -> None:
        day = (value.holding_id, value.valued_on)
        self._last[day] = self._last[*day, value.source] = value


def _agree(known: HoldingValue, value: HoldingValue) -> bool:
    """Tell whether two say the same; the security's own value may be given by one of them only."""
    unsaid = None in (known.security_unit_value, value.security_unit_value)
    return known.unit_value == value.unit_value and (
        unsaid or known.security_unit_value == value.security_unit_value
    )
