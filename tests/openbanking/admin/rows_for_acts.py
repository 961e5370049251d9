"""Rows that acts of the staff fit, made of what a test has."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from openbanking.models import (
    Account,
    AlertDelivery,
    AlertRule,
    ApiToken,
    Connection,
    Discrepancy,
    MergeProposal,
    PowensUser,
    QuarantinedReading,
    StatementImport,
    Tenant,
    User,
)
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.openbanking.admin.conftest import furnish_alerts
from tests.waiting import set_status

Fixtures = pytest.FixtureRequest


def an_account(given: Fixtures) -> Account:
    """Return an account that the local Powens has too."""
    given.getfixturevalue("linked")
    run_sync(Scope())
    return Account.objects.order_by("pk")[0]


def a_disabled_account(given: Fixtures) -> Account:
    account = an_account(given)
    Account.objects.filter(pk=account.pk).update(disabled_at=factories.NOW)
    return account


def a_connection(given: Fixtures) -> Connection:
    return an_account(given).connection


def a_family(given: Fixtures) -> Tenant:
    return an_account(given).tenant


def a_link(given: Fixtures) -> PowensUser:
    linked: PowensUser = given.getfixturevalue("linked")
    return linked


def known(given: Fixtures) -> Account:
    """Return an account of ours alone."""
    account: Account = given.getfixturevalue("account")
    return account


def a_reading(given: Fixtures) -> QuarantinedReading:
    return factories.make_quarantined_reading(known(given))


def a_discrepancy(given: Fixtures) -> Discrepancy:
    account = known(given)
    factories.make_balance(account, "1310.42")
    return Discrepancy.objects.create(
        kind="ledger",
        powens_user=account.connection.powens_user,
        account=account,
        currency="EUR",
        amount="-5.00",
        began_on=factories.NOW,
    )


def a_pair(given: Fixtures) -> MergeProposal:
    there = known(given)
    gone = factories.make_account(there.connection, vanished_at=factories.NOW)
    return MergeProposal.objects.create(kept=gone, merged_away=there, match_reason="number")


def a_merge(given: Fixtures) -> MergeProposal:
    pair = a_pair(given)
    MergeProposal.objects.filter(pk=pair.pk).update(
        decision="merged", decided_at=factories.NOW, moved={"transactions": [], "readings": []}
    )
    return pair


def a_token(given: Fixtures) -> ApiToken:
    account = known(given)
    factories.make_token(account.connection.powens_user.user, account.tenant)
    return ApiToken.objects.get()


def a_statement(given: Fixtures) -> StatementImport:
    return factories.make_statement_import(factories.make_manual_account(known(given).tenant))


def a_rule(given: Fixtures, **columns: Any) -> AlertRule:
    account = known(given)
    user = account.connection.powens_user.user
    return factories.make_alert_rule(account.tenant, user, recipients=(user,), **columns)


def a_paused_rule(given: Fixtures) -> AlertRule:
    return a_rule(given, enabled=False)


def a_delivery(given: Fixtures) -> AlertDelivery:
    account = known(given)
    furnish_alerts(account.tenant, account.connection.powens_user.user, account)
    return AlertDelivery.objects.exclude(state="delivered").get()


def a_job(given: Fixtures, *, status: str) -> Any:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from openbanking.jobs.tasks import sync_powens_user_job

    known(given)
    job = ProcrastinateJob.objects.get(pk=sync_powens_user_job.defer(powens_user_id="1"))
    set_status(job, status)
    job.refresh_from_db()
    return job


def a_person_with_an_app(given: Fixtures) -> User:
    person = known(given).connection.powens_user.user
    TOTP.activate(person, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return person


# A row that each act fits, by the name of its model and its own.
ROWS: dict[str, Callable[[Fixtures], Any]] = {
    "account.enable": a_disabled_account,
    "account.disable": an_account,
    "connection.sync_now": a_connection,
    "connection.invite": a_connection,
    "connection.disconnect": a_connection,
    "tenant.sync_now": a_family,
    "quarantinedreading.approve": a_reading,
    "quarantinedreading.reject": a_reading,
    "discrepancy.accept": a_discrepancy,
    "mergeproposal.merge": a_pair,
    "mergeproposal.refuse": a_pair,
    "mergeproposal.undo": a_merge,
    "powensuser.renew_tokens": a_link,
    "powensuser.unlink_users": a_link,
    "apitoken.revoke": a_token,
    "statementimport.take_back": a_statement,
    "alertrule.pause": a_rule,
    "alertrule.go_on": a_paused_rule,
    "alertrule.send_test": a_rule,
    "alertrule.remove": a_rule,
    "alertdelivery.try_now": a_delivery,
    "user.forget_factors": a_person_with_an_app,
    "procrastinatejob.retry": partial(a_job, status="failed"),
    "procrastinatejob.cancel": partial(a_job, status="todo"),
    "procrastinatejob.abort": partial(a_job, status="doing"),
}
