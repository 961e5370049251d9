"""`openbanking.loans.schedule`: how a loan is paid back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import UUIDField

from contracts import Record, Values, fields, query
from openbanking.models import LoanPayment, Tenant
from openbanking.models.prepared import Parameter, Prepared
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import TenantInput, check_accounts


class OpenBankingLoanScheduleInput(TenantInput):
    """Which loan."""

    account_id = fields.Id(help_text="The loan's account.")


class LoanPaymentRecord(Record):
    """A payment of the schedule."""

    brief = ("dueOn", "total", "remaining", "currency")

    account_id = fields.Id(help_text="The loan's account.")
    due_on = fields.Date(required=False, help_text="The day it is due.")
    principal = fields.Float(required=False, help_text="Part that pays the loan back, exact digits.")
    interest = fields.Float(required=False, help_text="Part that is interest.")
    insurance = fields.Float(required=False, help_text="Part that is insurance.")
    total = fields.Float(required=False, help_text="All that is paid.")
    remaining = fields.Float(required=False, help_text="What is owed after it.")
    currency = currency_field("Currency of the amounts.")
    period = fields.String(help_text="The period it is for; empty where the bank does not say.")
    last_updated_at = fields.DateTime(help_text="When it was last updated at Powens.")


class OpenBankingLoanScheduleOutput(Record):
    """The schedule as the bank has it now."""

    payments = LoanPaymentRecord(
        many=True,
        help_text="The first that is due first; empty for an account without a schedule. Whole, since "
        "no loan has more than some hundred.",
    )


class Payment(Values, kw_only=True):
    """The values of a LoanPaymentRecord."""

    account_id: UUID
    due_on: date | None = None
    principal: Decimal | None = None
    interest: Decimal | None = None
    insurance: Decimal | None = None
    total: Decimal | None = None
    remaining: Decimal | None = None
    currency: str
    period: str
    last_updated_at: datetime


class Schedule(Values, kw_only=True):
    """The values of an OpenBankingLoanScheduleOutput."""

    payments: list[Payment]


class PaymentRow(NamedTuple):
    """A payment."""

    account_id: UUID
    due_on: date | None
    principal: Decimal | None
    interest: Decimal | None
    insurance: Decimal | None
    total: Decimal | None
    remaining: Decimal | None
    currency: str
    period: str
    as_of: datetime


_PAYMENTS = Prepared(
    LoanPayment.objects.live()
    .filter(account_id=Parameter("account", UUIDField()))
    .order_by("due_on", "position"),
    PaymentRow,
)


@query(
    "openbanking.loans.schedule",
    "1.0.0",
    input=OpenBankingLoanScheduleInput,
    output=OpenBankingLoanScheduleOutput,
    goal="Tell what is still to be paid on a loan, and when.",
    context="Reads the cache only: the bank's own schedule, nothing is computed.",
    owners=["@platform.finance"],
    tags=["open-banking", "loans"],
    examples=examples.LOAN_SCHEDULE,
    history={"1.0.0": "First version."},
)
def loan_schedule(tenant: Tenant, *, account_id: UUID) -> Schedule:
    """List the payments of a loan."""
    check_accounts(tenant, [account_id])
    return Schedule(payments=[_payment(row) for row in _PAYMENTS.all(account=account_id)])


def _payment(row: PaymentRow) -> Payment:
    return Payment(
        account_id=row.account_id,
        due_on=row.due_on,
        principal=row.principal,
        interest=row.interest,
        insurance=row.insurance,
        total=row.total,
        remaining=row.remaining,
        currency=currency_code(row.currency),
        period=row.period,
        last_updated_at=row.as_of,
    )
