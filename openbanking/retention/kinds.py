"""Every kind of rows that are kept for a time, in the order in which they go.

A new one is a line here: `Rows` with a function that says which are old, or a class of its own. Nobody
else decides how long something is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from oauth2_provider.models import AccessToken, Grant, RefreshToken

from contracts import past_use
from openbanking.access import attempts
from openbanking.models import (
    AlertDelivery,
    ApiToken,
    BalanceReading,
    FailedAttempt,
    Invitation,
    SyncOutcome,
    SyncRun,
    Transaction,
    WebhookDelivery,
    WebviewSession,
)
from openbanking.retention.audited import Audited
from openbanking.retention.cached import Cached
from openbanking.retention.finished_jobs import FinishedJobs
from openbanking.retention.kind import Kind, Rows

Old = tuple[QuerySet[Any], ...]
# A session is listed in one statement and stored in the next.
JUST_BEGUN = timedelta(days=1)
TELLS_A_THIEF = timedelta(days=30)


def webhook_deliveries(before: datetime) -> Old:
    """Return what Powens sent by itself. It sends nothing again after days, so none is taken twice."""
    return (WebhookDelivery.objects.filter(created_at__lt=before),)


def sync_runs(before: datetime) -> Old:
    """Return what runs did, and runs that nothing refers to any more.

    What a bank's last run said of it stays, since pages tell it; so do runs that go on, the last of
    each status, and those that brought a figure that is kept.
    """
    ended = SyncOutcome.objects.filter(run__finished_at__lt=before).exclude(
        run__status=SyncRun.Status.RUNNING
    )
    runs = SyncRun.objects.filter(finished_at__lt=before).exclude(status=SyncRun.Status.RUNNING)
    last = SyncRun.objects.last_of_each_status().values("pk")
    return (
        ended.filter(_has_a_later_outcome()),
        runs.exclude(pk__in=last).exclude(_is_referred_to(SyncRun)),
    )


def _has_a_later_outcome() -> Q:
    """Return the condition that a later run said something of the connection, or of the user without."""
    later = SyncOutcome.objects.order_by().filter(pk__gt=OuterRef("pk"))
    return Q(Exists(later.filter(connection=OuterRef("connection")))) | Q(
        Exists(later.filter(powens_user=OuterRef("powens_user"))), connection__isnull=True
    )


def _is_referred_to(model: type[Any]) -> Q:
    """Return the condition that a row of any model refers to the row, whichever models there are."""
    condition = Q()
    for each in model._meta.get_fields(include_hidden=True):
        if each.auto_created and not each.concrete and each.one_to_many:
            owners = each.related_model._base_manager.order_by()
            condition |= Q(Exists(owners.filter(**{each.field.name: OuterRef("pk")})))
    return condition


def alert_deliveries(before: datetime) -> Old:
    """Return the notices of alerts that are over, with the tries to deliver them; alerts stay."""
    over = AlertDelivery.objects.filter(alert__resolved_at__lt=before, due_at__lt=before)
    return (over.exclude(state=AlertDelivery.State.WAITING),)


def webview_sessions(before: datetime) -> Old:
    """Return trips to Powens' webview, and invitations to one that lead nowhere any more."""
    return (
        WebviewSession.objects.filter(expires_at__lt=before),
        Invitation.objects.filter(Q(expires_at__lt=before) | Q(used_at__lt=before)),
    )


def sign_in_attempts(before: datetime) -> Old:
    """Return failed tries to sign in: what slows guessing looks back minutes."""
    return (
        AccessAttempt.objects.filter(attempt_time__lt=before),
        AccessFailureLog.objects.filter(attempt_time__lt=before),
    )


def wrong_credentials(now: datetime) -> Old:
    """Return wrong tokens, codes and signatures that are not counted any more."""
    return (FailedAttempt.objects.filter(at__lt=now - attempts.KEPT),)


def ended_sessions(now: datetime) -> Old:
    """Return sessions that have ended, and their entries in the list of somebody's devices."""
    stored = Session.objects.filter(session_key=OuterRef("session_key"))
    return (
        Session.objects.filter(expire_date__lt=now),
        UserSession.objects.filter(~Exists(stored), last_seen_at__lt=now - JUST_BEGUN),
    )


def programs_tokens(now: datetime) -> Old:
    """Return codes and tokens of programs that open nothing, and what was allowed and never fetched.

    A refresh token that was used stays for a while: it tells a thief by being used again. One that is
    not used for as long is good for nothing any more.
    """
    before = now - TELLS_A_THIEF
    return (
        Grant.objects.filter(expires__lt=before),
        RefreshToken.objects.filter(Q(revoked__lt=before) | Q(access_token__expires__lt=before)),
        AccessToken.objects.filter(expires__lt=before, refresh_token__isnull=True),
        ApiToken.objects.filter(application__isnull=False, family__isnull=True, created_at__lt=before),
    )


def balance_readings(before: datetime) -> Old:
    """Return figures that a later one took the place of before that time, by the bank's clock and ours.

    What a balance was from then on is answered as before.
    """
    later = BalanceReading.objects.order_by().filter(
        account=OuterRef("account"),
        type=OuterRef("type"),
        learned_at__gt=OuterRef("learned_at"),
        learned_at__lt=before,
        as_of__gte=OuterRef("as_of"),
        as_of__lt=before,
    )
    return (BalanceReading.objects.filter(Exists(later), learned_at__lt=before),)


def removed_transactions(before: datetime) -> Old:
    """Return what banks took back. What they did not is a mirror of theirs, and would be read again.

    Powens goes on listing what was taken back; sync/staging does not add what is gone by this.
    """
    return (Transaction.objects.filter(deleted_at__lt=before),)


KINDS: tuple[Kind, ...] = (
    Rows("webhook-deliveries", "KEEP_WEBHOOK_DELIVERIES_DAYS", webhook_deliveries),
    Rows("sync-runs", "KEEP_SYNC_RUNS_DAYS", sync_runs),
    Rows("alert-deliveries", "KEEP_ALERT_DELIVERIES_DAYS", alert_deliveries),
    Rows("webview-sessions", "KEEP_WEBVIEW_SESSIONS_DAYS", webview_sessions),
    Rows("sign-in-attempts", "KEEP_SIGN_IN_ATTEMPTS_DAYS", sign_in_attempts),
    FinishedJobs("jobs", "KEEP_JOBS_DAYS"),
    Rows("wrong-credentials", "", wrong_credentials),
    Rows("sessions", "", ended_sessions),
    Cached("cache"),
    Rows("answers", "", past_use),
    Rows("programs-tokens", "", programs_tokens),
    Rows("balance-readings", "KEEP_BALANCE_READINGS_DAYS", balance_readings),
    Rows("removed-transactions", "KEEP_REMOVED_TRANSACTIONS_DAYS", removed_transactions),
    Audited("audit", "AUDIT_DAYS"),
)
