"""A family that has something on each of its pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.contrib.admin.models import LogEntry
from django.utils import timezone

from openbanking.models import Invitation, Loan, Tenant, User
from tests import factories
from tests.openbanking.admin.conftest import furnish


def furnish_pages(tenant: Tenant, user: User) -> None:
    """Give a tenant a row in every table, and what is held and owed to accounts that can have it."""
    account = furnish(tenant, user)
    link = account.connection
    for rows in (account.holdings, account.pockets, account.orders, account.loan_payments):
        rows.all().delete()
    Loan.objects.filter(account=account).delete()
    market = factories.make_account(link, type="market")
    holding = factories.make_holding(market, "1100", quantity=Decimal(10))
    factories.make_holding_reading(holding)
    factories.make_holding_value(holding, "110")
    factories.make_order(market)
    plan = factories.make_account(link, type="pee")
    factories.make_pocket(factories.make_holding(plan))
    loan = factories.make_account(link, type="loan")
    Loan.objects.create(account=loan, type="mortgage", rate=Decimal("1.85"))
    factories.make_payment(loan)
    Invitation.objects.filter(user=user).update(expires_at=timezone.now() + timedelta(days=7))
    log_something(user)


def log_something(user: User) -> None:
    """Have the log of the admin say that somebody changed something."""
    LogEntry.objects.log_actions(user.pk, [user], 2, change_message="[]", single_object=True)
