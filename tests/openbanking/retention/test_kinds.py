"""What is past its time goes; what a page, a figure or somebody's work still needs stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache.backends.db import DatabaseCache
from django.db import connection as database
from django.utils import timezone
from oauth2_provider.models import AccessToken, RefreshToken

from config.retention import VARIABLES
from contracts.models import CallCount, RememberedAnswer
from openbanking.models import (
    Alert,
    AlertDelivery,
    ApiToken,
    DeliveryAttempt,
    FailedAttempt,
    Invitation,
    SyncOutcome,
    SyncRun,
    WebhookDelivery,
    WebviewSession,
)
from openbanking.retention import KINDS, prune
from tests import factories
from tests.openbanking.oauth.client import make_application

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HOUR = 3600  # seconds
OLD, NEW = NOW - timedelta(days=400), NOW - timedelta(hours=2)


def pruned(name, **days):
    """Prune one kind, and return how many rows went."""
    (kind,) = (each for each in KINDS if each.name == name)
    (done,) = prune([kind], now=NOW)
    assert not done.failed
    return done.rows


def run_at(time, **columns):
    return factories.make_run(started_at=time, finished_at=time, **columns)


def remaining(model):
    return set(model.objects.values_list("pk", flat=True))


def test_every_setting_of_a_kind_is_read_and_each_read_one_has_a_kind():
    assert {kind.setting for kind in KINDS if kind.setting} == set(VARIABLES)
    assert all(isinstance(getattr(settings, name), int) for name in VARIABLES)


def test_names_of_kinds_are_their_own():
    assert len({kind.name for kind in KINDS}) == len(KINDS)


def test_old_webhook_deliveries_go():
    for external_id, time in (("old", OLD), ("new", NEW)):
        WebhookDelivery.objects.create(
            external_id=external_id, event="user-synced", disposition="sync", created_at=time
        )
    assert pruned("webhook-deliveries") == 1
    assert WebhookDelivery.objects.get().external_id == "new"


def test_the_latest_outcome_of_each_connection_stays_however_old(connection):
    other = factories.make_connection(connection.powens_user)
    for time in (OLD, OLD + timedelta(days=1)):
        run = run_at(time)
        factories.make_outcome(run, connection)
    only = factories.make_outcome(run_at(OLD), other)
    latest = connection.outcomes.latest("pk")
    pruned("sync-runs")
    assert remaining(SyncOutcome) == {latest.pk, only.pk}


def test_what_was_said_of_a_user_who_could_not_be_read_goes_once_there_is_something_newer(connection):
    unread = factories.make_outcome(run_at(OLD), connection)
    SyncOutcome.objects.filter(pk=unread.pk).update(connection=None)
    last = factories.make_outcome(run_at(NEW), connection)
    pruned("sync-runs")
    assert remaining(SyncOutcome) == {last.pk}


def test_a_recent_outcome_stays_beside_a_later_one(connection):
    both = {factories.make_outcome(run_at(NEW), connection).pk for _ in range(2)}
    pruned("sync-runs")
    assert remaining(SyncOutcome) == both


def test_a_run_that_goes_on_stays_with_all_it_did(connection):
    running = run_at(OLD, status=SyncRun.Status.RUNNING)
    SyncRun.objects.filter(pk=running.pk).update(finished_at=None)
    factories.make_outcome(running, connection)
    factories.make_outcome(run_at(NEW), connection)
    pruned("sync-runs")
    assert running.pk in remaining(SyncRun)
    assert SyncOutcome.objects.filter(run=running).exists()


def test_a_run_that_brought_a_figure_stays(account):
    brought, idle = run_at(OLD), run_at(OLD)
    latest = run_at(NEW)
    reading = factories.make_reading(account, "1.00", run=brought)
    pruned("sync-runs")
    assert remaining(SyncRun) == {brought.pk, latest.pk}
    assert idle.pk not in remaining(SyncRun)
    reading.refresh_from_db()
    assert reading.run_id == brought.pk


def test_the_last_run_of_each_status_stays():
    run_at(OLD, status=SyncRun.Status.FAILED)
    last_failed = run_at(OLD + timedelta(days=1), status=SyncRun.Status.FAILED)
    last_ok = run_at(OLD)
    pruned("sync-runs")
    assert remaining(SyncRun) == {last_failed.pk, last_ok.pk}


@pytest.fixture
def delivery(alices, alice):
    """An old notice of an alert that is over."""
    alert = factories.make_alert(factories.make_alert_rule(alices, alice), resolved_at=OLD)
    return factories.make_alert_delivery(alert, recipient=alice, due_at=OLD, state="delivered")


def test_notices_of_alerts_that_are_over_go_with_the_tries_and_the_alert_stays(delivery):
    DeliveryAttempt.objects.create(delivery=delivery, at=OLD, succeeded=True, outcome="Taken.")
    assert pruned("alert-deliveries") == 1
    assert not DeliveryAttempt.objects.exists()
    assert Alert.objects.filter(pk=delivery.alert_id).exists()


def test_a_notice_that_still_waits_stays(delivery):
    AlertDelivery.objects.update(state="waiting")
    assert pruned("alert-deliveries") == 0


def test_a_notice_of_an_alert_that_is_not_over_stays(delivery):
    Alert.objects.update(resolved_at=None)
    assert pruned("alert-deliveries") == 0


def test_trips_and_invitations_that_lead_nowhere_go(connection, alices, alice):
    for time in (OLD, NEW):
        WebviewSession.objects.create(
            tenant=alices,
            user=alice,
            powens_user=connection.powens_user,
            flow="connect",
            state_digest=str(time),
            expires_at=time,
        )
        factories.make_invitation(alices, alice, expires_at=time)
    assert pruned("webview-sessions") == 2
    assert (WebviewSession.objects.count(), Invitation.objects.count()) == (1, 1)


def test_old_tries_to_sign_in_go():
    for username in ("old", "new"):
        AccessAttempt.objects.create(username=username, failures_since_start=1)
    AccessAttempt.objects.filter(username="old").update(attempt_time=OLD)
    assert pruned("sign-in-attempts") == 1
    assert AccessAttempt.objects.get().username == "new"


def test_wrong_credentials_go_once_they_are_not_counted():
    for digest, time in (("old", OLD), ("new", NEW)):
        FailedAttempt.objects.create(door="token", address="192.0.2.1", digest=digest, at=time)
    assert pruned("wrong-credentials") == 1
    assert FailedAttempt.objects.get().digest == "new"


def test_counts_and_used_codes_go_once_they_are_over():
    kept = DatabaseCache("cache", {})
    for key, age in (("old", -HOUR), ("new", HOUR)):
        kept.set(key, 1, timeout=age)
    assert pruned("cache") == 1
    with database.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        assert cursor.fetchall() == [(":1:new",)]


def test_tokens_of_programs_go_a_month_after_they_open_nothing(alice):
    application = make_application()
    common = {"user": alice, "application": application}
    for name, ends, revoked in (("gone", OLD, None), ("used", OLD, NEW), ("live", NEW, None)):
        access = AccessToken.objects.create(token=f"a-{name}", expires=ends, **common)
        RefreshToken.objects.create(
            token=f"r-{name}", access_token=None if revoked else access, revoked=revoked, **common
        )
    assert pruned("programs-tokens") == 3
    assert set(AccessToken.objects.values_list("token", flat=True)) == {"a-live"}
    assert set(RefreshToken.objects.values_list("token", flat=True)) == {"r-used", "r-live"}


def test_what_was_allowed_and_never_fetched_goes_and_what_was_stays(alice):
    for digest, family in (("never", None), ("fetched", uuid4())):
        ApiToken.objects.write(
            user=alice, application=make_application(), digest=digest, family=family, created_at=OLD
        )
    assert pruned("programs-tokens") == 1
    assert ApiToken.objects.get().digest == "fetched"


def test_sessions_that_ended_go_with_their_entry_in_the_list_of_devices(alice):
    for key, ends in (("over", OLD), ("open", NOW + timedelta(days=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
        listed = UserSession.objects.create(user=alice, session_key=key, ip="192.0.2.1", user_agent="")
        UserSession.objects.filter(pk=listed.pk).update(last_seen_at=OLD)
    assert pruned("sessions") == 2
    assert Session.objects.get().session_key == UserSession.objects.get().session_key == "open"


def test_a_device_that_was_listed_just_now_stays(alice):
    UserSession.objects.create(user=alice, session_key="begins", ip="192.0.2.1", user_agent="")
    UserSession.objects.update(last_seen_at=NOW)
    assert pruned("sessions") == 0


def test_answers_that_are_not_given_again_go_and_counts_of_minutes_that_are_over():
    for key, time in (("old", OLD), ("new", NEW)):
        RememberedAnswer.objects.create(caller="a", operation="b", key=key, started_at=time)
        CallCount.objects.create(bucket=key, minute=time)
    CallCount.objects.filter(bucket="new").update(minute=NOW)
    assert pruned("answers") == 2
    assert RememberedAnswer.objects.get().key == CallCount.objects.get().bucket == "new"


@pytest.mark.skipif(
    not apps.is_installed("procrastinate.contrib.django"), reason="The queue is PostgreSQL's"
)
def test_finished_jobs_go_and_those_that_wait_stay():
    from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

    from openbanking.jobs.tasks import look_at_alerts_job
    from tests.openbanking.retention.queue import set_back

    for _ in range(3):
        look_at_alerts_job.defer()
    done, failed, waiting = ProcrastinateJob.objects.order_by("pk").values_list("pk", flat=True)
    set_back({done: "succeeded", failed: "failed", waiting: "todo"}, to=OLD)
    assert pruned("jobs") == 2
    assert ProcrastinateJob.objects.get().pk == waiting
    assert not ProcrastinateEvent.objects.filter(job__in=[done, failed]).exists()
