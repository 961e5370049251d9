"""What has become of a session: how far the first sync is, in words a member understands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext, gettext_noop

from openbanking.models import Connection, SyncOutcome, WebviewSession

# After so long the page stops asking; cron goes on.
PATIENCE = timedelta(minutes=10)

ENDINGS = {
    WebviewSession.Outcome.CANCELLED: gettext_noop(
        "You left before a bank was connected. Nothing was changed."
    ),
    WebviewSession.Outcome.DECLINED: gettext_noop(
        "Without the terms of Powens no bank can be connected."
    ),
    WebviewSession.Outcome.EXPIRED: gettext_noop(
        "It took too long, and Powens ended it. Nothing was changed."
    ),
    WebviewSession.Outcome.FAILED: gettext_noop(
        "Powens or the bank failed. Try again in a few minutes; if it keeps failing, tell the staff."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BankProgress:
    """One bank as far as it has been read."""

    name: str
    accounts: int
    waiting: int
    transactions: int
    message: str
    reading: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What to show of a session; `going_on` says whether looking again can show more."""

    ending: str = ""
    trouble: str = ""
    banks: list[BankProgress] = field(default_factory=list)
    going_on: bool = False


def session_progress(session: WebviewSession, *, now: datetime) -> Progress:
    """Return how far it is, from what the syncs since then have recorded."""
    if session.outcome == WebviewSession.Outcome.UNDER_WAY:
        return Progress(ending=gettext("You have not come back from the bank's page yet."))
    if session.outcome != WebviewSession.Outcome.DONE:
        return Progress(ending=gettext(ENDINGS[WebviewSession.Outcome(session.outcome)]))
    patient = session.returned_at is not None and now - session.returned_at < PATIENCE
    outcomes = list(
        SyncOutcome.objects.filter(
            powens_user=session.powens_user, run__started_at__gte=session.returned_at
        )
        .select_related("connection__institution")
        .order_by("-id")
    )
    if not outcomes:
        return Progress(going_on=patient)
    last = [each for each in outcomes if each.run_id == outcomes[0].run_id]
    banks = [_bank(each) for each in reversed(last) if each.connection is not None and each.read]
    trouble = "" if banks else _said(last[0])
    return Progress(
        banks=banks,
        trouble=trouble,
        going_on=patient and (last[0].retryable if trouble else any(each.reading for each in banks)),
    )


def _bank(outcome: SyncOutcome) -> BankProgress:
    connection: Connection = outcome.connection  # type: ignore[assignment]
    accounts = connection.accounts.all()
    reading = not connection.state and connection.last_success_at is None
    return BankProgress(
        name=connection.institution.name,
        accounts=accounts.live().count(),
        waiting=accounts.waiting().count(),
        transactions=sum(each.transactions.live().count() for each in accounts.live()),
        message=gettext("Powens is still reading the bank.") if reading else _said(outcome),
        reading=reading,
    )


def _said(outcome: SyncOutcome) -> str:
    """Return what became of a bank; what a state means is known in every language."""
    return gettext(outcome.message) if outcome.message else ""
