"""Sync from the admin: the same run as cron's, told in words."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from contracts import Caller, Channel, problems, registry, run
from openbanking.gateway.credentials import NotConfigured, check_configured
from openbanking.models import Connection, SyncRun
from openbanking.sync import ConnectionReport, Scope, run_sync


def message_reports(model_admin: Any, request: HttpRequest, scope: Scope) -> None:
    """Run a sync of this scope and tell the staff what came of it, connection by connection."""
    try:
        check_configured(scope.powens_users())
    except NotConfigured as error:
        model_admin.message_user(request, str(error), messages.ERROR)
        return
    report = run_sync(scope)
    if report.status is SyncRun.Status.NOTHING_DUE:
        model_admin.message_user(request, "There is nothing linked to sync.", messages.INFO)
    for each in report.connections:
        model_admin.message_user(request, _sentence(each), _level(each))


def sync_connection(model_admin: Any, request: HttpRequest, connection: Connection) -> None:
    """Sync one connection as over REST, and tell the staff the answer or the refusal."""
    name = f"{connection.institution.name} ({connection.tenant.slug})"
    asked = {"tenantId": str(connection.tenant_id), "connectionId": str(connection.pk)}
    try:
        answer = (
            run(
                registry["openbanking.accounts.sync"],
                Caller(user=request.user, channel=Channel.ADMIN),
                asked,
            ).body
            or {}
        )
    except problems.Problem as problem:
        model_admin.message_user(request, f"{name}: {problem.detail}", messages.ERROR)
        return
    told = "; ".join([f"{answer['synced']} accounts in step", *answer.get("errors", [])])
    level = messages.WARNING if answer["failed"] else messages.SUCCESS
    model_admin.message_user(request, f"{name}: {told}.", level)


def _sentence(report: ConnectionReport) -> str:
    changes = [
        f"{counts.added} {kind} added, {counts.changed} changed"
        for kind, counts in (
            ("accounts", report.tally.accounts),
            ("balances", report.tally.balances),
            ("transactions", report.tally.transactions),
        )
        if counts.added or counts.changed
    ]
    told = "; ".join(changes) if changes else "nothing new"
    return f"{report.institution} ({report.tenant}): {told}. {report.condition.message}"


def _level(report: ConnectionReport) -> int:
    if not report.read:
        return messages.ERROR
    return messages.SUCCESS if report.in_sync else messages.WARNING
