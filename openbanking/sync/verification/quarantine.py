"""Put a reading that is too odd to be believed in quarantine, until staff or a later one decide.

The account is changed in memory; whoever passed it in saves it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from openbanking.models import Account, Balance, QuarantinedReading, SyncRun
from openbanking.sync.verification.ledger import is_explained
from openbanking.sync.verification.plausibility import doubt_about

Decision = QuarantinedReading.Decision


def is_quarantined(
    account: Account,
    amounts: Mapping[str, Decimal | None],
    currency: str,
    *,
    last_good: Balance | None,
    run: SyncRun | None,
    now: datetime,
) -> bool:
    """Tell whether the reading is quarantined, after noting so; one that is not settles what was.

    A reading that the account's own transactions explain to the last digit is believed whatever it is.
    """
    balance, currency = amounts["balance"], currency or account.currency
    if balance is None or last_good is None:
        return False
    reason = doubt_about(balance, currency, last_good=last_good, account_type=account.type)
    if reason is QuarantinedReading.Reason.CURRENCY or (reason and not is_explained(account, balance)):
        _quarantine(account, amounts, currency, reason=reason, last_good=last_good, run=run, now=now)
        return True
    _settle(account, now=now)
    return False


def _quarantine(
    account: Account,
    amounts: Mapping[str, Decimal | None],
    currency: str,
    *,
    reason: QuarantinedReading.Reason,
    last_good: Balance,
    run: SyncRun | None,
    now: datetime,
) -> None:
    reading: dict[str, Any] = {**amounts, "currency": currency, "reason": reason}
    latest = account.quarantined_readings.exclude(
        decision__in=[Decision.OVERTAKEN, Decision.APPROVED]
    ).first()
    if latest is not None and latest.decision == Decision.REJECTED:
        same = (latest.balance, latest.currency) == (amounts["balance"], currency)
        latest = latest if same else None
    if latest is None:
        QuarantinedReading.objects.create(
            account=account,
            as_of=account.bank_updated_at or now,
            last_good=last_good.amount,
            last_good_currency=last_good.currency,
            run=run,
            created_at=now,
            updated_at=now,
            **reading,
        )
    elif latest.decision == Decision.WAITING and any(
        getattr(latest, name) != value for name, value in reading.items()
    ):
        QuarantinedReading.objects.filter(pk=latest.pk).update(
            as_of=account.bank_updated_at or now, run=run, updated_at=now, **reading
        )
    account.quarantined_since = account.quarantined_since or now


def _settle(account: Account, *, now: datetime) -> None:
    if account.quarantined_since is None:
        return
    account.quarantined_readings.filter(decision__in=[Decision.WAITING, Decision.REJECTED]).update(
        decision=Decision.OVERTAKEN, updated_at=now
    )
    account.quarantined_since = None
