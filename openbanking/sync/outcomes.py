"""The lasting record of what a run did to each connection."""

from __future__ import annotations

from dataclasses import asdict

from openbanking.models import PowensUser, SyncOutcome, SyncRun
from openbanking.sync.report import ConnectionReport


def record_outcomes(run: SyncRun, powens_user: PowensUser, reports: list[ConnectionReport]) -> None:
    """Keep the reports of one Powens user under the run."""
    SyncOutcome.objects.bulk_create(
        SyncOutcome(
            run=run,
            powens_user=powens_user,
            connection=report.connection,
            read=report.read,
            status=report.condition.status,
            state=report.state,
            who_must_act=report.condition.who_must_act,
            message=report.condition.message,
            retryable=report.condition.retryable,
            next_attempt_at=report.next_attempt_at,
            counts=asdict(report.tally),
            warnings=report.warnings,
        )
        for report in reports
    )
