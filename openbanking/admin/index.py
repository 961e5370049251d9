"""The first page of the admin: what needs somebody, what is about to end, what ran last."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from openbanking.balances.duplicates import connected_twice
from openbanking.balances.formatting import age_text
from openbanking.health.states import CONSENT_HORIZON, Actor, condition_of
from openbanking.models import (
    Account,
    Connection,
    Discrepancy,
    MergeProposal,
    QuarantinedReading,
    SyncRun,
)

OLDEST = 5


def dashboard_callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the board's contents to the page; Unfold calls it."""
    now = timezone.now()
    connections = Connection.objects.filter(vanished_at__isnull=True).select_related(
        "institution", "tenant"
    )
    context["needing"] = [
        (connection, condition)
        for connection in connections
        if (condition := condition_of(connection)).who_must_act is not Actor.NOBODY
    ]
    doubled = connected_twice(
        Account.objects.live().exclude(iban="").select_related("connection__institution")
    )
    context["duplicates"] = [connection for connection in connections if connection.pk in doubled]
    context["ending"] = sorted(
        (
            connection
            for connection in connections
            if connection.consent_ends_at and connection.consent_ends_at < now + CONSENT_HORIZON
        ),
        key=lambda connection: connection.consent_ends_at,
    )
    context["oldest"] = [
        (account, age_text(account.bank_updated_at, now))
        for account in Account.objects.live()
        .filter(bank_updated_at__isnull=False)
        .select_related("tenant", "connection__institution")
        .order_by("bank_updated_at")[:OLDEST]
    ]
    context["quarantined"] = QuarantinedReading.objects.waiting().select_related("account__tenant")
    context["discrepancies"] = Discrepancy.objects.open().select_related(
        "account", "powens_user__tenant"
    )
    context["merges"] = MergeProposal.objects.waiting().select_related("kept__tenant", "merged_away")
    last = SyncRun.objects.first()
    context["last_run"] = last
    context["last_run_age"] = age_text(last.started_at, now) if last else "never"
    return context
