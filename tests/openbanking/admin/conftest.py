"""A tenant with something of everything, seen by staff."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from oauth2_provider.models import Application

from openbanking.models import (
    Account,
    AccountOwner,
    AuditEntry,
    Discrepancy,
    ExchangeRate,
    Invitation,
    Loan,
    MergeProposal,
    Overview,
    PowensApplication,
    Tenant,
    User,
    WebhookDelivery,
    WebviewSession,
)
from tests import factories
from tests.keeping import Keep

IBAN = "FR7630006000011234567890189"
TOKEN = "a-powens-token-nobody-may-see"
SECRET = "a-client-secret-nobody-may-see"


class Family(NamedTuple):
    """A member, their tenant, and an account of it."""

    alice: User
    alices: Tenant
    account: Account


@pytest.fixture
def furnished(alices: Tenant, alice: User) -> Account:
    return furnish(alices, alice)


@pytest.fixture(scope="module")
def made(keep: Keep) -> Family:
    """Alice's tenant with something of everything, the same for all tests of a file."""
    return keep(_a_family)


def _a_family() -> Family:
    alice = factories.make_user("alice")
    tenant = factories.make_tenant("alices", alice)
    return Family(alice, tenant, furnish(tenant, alice))


def furnish(tenant: Tenant, user: User) -> Account:
    """Give a tenant a row in every table."""
    powens_user = factories.make_powens_user(tenant, user, token=TOKEN)
    connection = factories.make_connection(
        powens_user, state="SCARequired", consent_ends_at=factories.NOW + timedelta(days=7)
    )
    account = factories.make_account(connection, iban=IBAN, number="30006000011234567890189")
    run = factories.make_run()
    factories.make_outcome(
        run, connection, counts={"accounts": {"seen": 2}}, warnings=["Account 5 has no balance."]
    )
    for kind in ("current", "available", "expected"):
        factories.make_balance(account, "1310.42", type=kind, run=run)
        factories.make_reading(account, "1310.42", type=kind, run=run)
    factories.make_transaction(account, "-42.17")
    Loan.objects.create(account=account, type="mortgage", rate=Decimal("1.85"))
    furnish_wealth(account)
    PowensApplication.objects.create(
        tenant=tenant, base_url="https://a.biapi.pro/2.0", client_id="1", client_secret=SECRET
    )
    factories.make_token(user, tenant)
    Application.objects.get_or_create(
        name="Household book",
        client_id="household-book",
        redirect_uris="https://app.example.org/back",
        client_type=Application.CLIENT_PUBLIC,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
    )
    Overview.objects.create(
        tenant=tenant,
        made_by=user,
        period="Pmonth",
        starts_on=factories.NOW,
        ends_on=factories.NOW,
        document="{}",
        summary="# Sums",
    )
    WebhookDelivery.objects.create(
        external_id=f"9001-{tenant.slug}",
        event="connection-synced",
        disposition="sync",
        powens_user=powens_user,
    )
    AuditEntry.objects.create(
        user=user,
        channel="rest",
        operation="a.b.c",
        tenant=str(tenant.pk),
        day=factories.NOW,
        last_at=factories.NOW,
    )
    factories.make_audit_record(tenant, user)
    Invitation.objects.create(
        tenant=tenant, user=user, flow="connect", expires_at=factories.NOW + timedelta(days=7)
    )
    WebviewSession.objects.create(
        tenant=tenant,
        user=user,
        powens_user=powens_user,
        flow="reconnect",
        connection=connection,
        state_digest=f"digest-{tenant.slug}",
        expires_at=factories.NOW,
    )
    factories.make_rate(
        "USD", "1.085", day=factories.NOW.date() + timedelta(ExchangeRate.objects.count())
    )
    house = factories.make_manual_account(tenant, owner=user)
    factories.make_valuation(house, "350000")
    factories.make_entry(factories.make_statement_import(house), "-42.17")
    furnish_alerts(tenant, user, account)
    factories.make_quarantined_reading(account)
    MergeProposal.objects.create(kept=account, merged_away=account, match_reason="name")
    Discrepancy.objects.create(
        kind="ledger",
        powens_user=powens_user,
        account=account,
        currency="EUR",
        amount=Decimal("-5.00"),
        began_on=factories.NOW,
    )
    return account


def furnish_alerts(tenant: Tenant, user: User, account: Account) -> None:
    """Give a tenant a rule, what it raised, and what became of that."""
    address = factories.make_alert_endpoint(tenant, user, f"https://{tenant.slug}.example.org/{SECRET}")
    rule = factories.make_alert_rule(
        tenant,
        user,
        recipients=(user,),
        kind="balance_below",
        account=account,
        currency="EUR",
        amount=Decimal(500),
        endpoint=address,
    )
    alert = factories.make_alert(rule, account=account, amount=Decimal("1.07"), currency="EUR")
    delivery = factories.make_alert_delivery(alert, endpoint=address)
    delivery.attempts.create(at=factories.NOW, succeeded=False, outcome="It answered 500.")
    factories.make_alert_delivery(alert, recipient=user, state="delivered")


def furnish_wealth(account: Account) -> None:
    """Give an account something of all that can be held and owed."""
    holding = factories.make_holding(account, "1100", code="IE00B4L5Y983", quantity=Decimal(10))
    factories.make_holding_reading(holding)
    factories.make_holding_value(holding, "110")
    factories.make_pocket(holding)
    factories.make_order(account)
    factories.make_payment(account)
    AccountOwner.objects.create(
        tenant=account.tenant, account=account, role="holder", name="Alice Martin"
    )
