"""`openbanking.alerts.list`: what was raised, and whether it reached whom it is for."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db.models import BooleanField, Q, QuerySet, UUIDField

from contracts import Caller, Record, Values, fields, query
from openbanking.alerts.wording import about_of, headline_of
from openbanking.models import Alert, AlertDelivery, AlertKind, AlertRule, Tenant
from openbanking.models.prepared import Parameter
from openbanking.operations import examples
from openbanking.operations.inputs import TenantInput, cursor_field, page_size_field
from openbanking.operations.pagination import DEFAULT_PAGE_SIZE, Pages


class OpenBankingListAlertsInput(TenantInput):
    """Which alerts."""

    rule_id = fields.Id(required=False, help_text="Only those of this rule.")
    open_only = fields.Boolean(required=False, help_text="Only those that are not over.")
    cursor = cursor_field()
    page_size = page_size_field("Alerts")


class AlertRecord(Record):
    """Something that came about."""

    brief = ("raisedAt", "title", "about")

    id = fields.Id(help_text="The alert.")
    tenant_id = fields.Id(help_text="The tenant it is about.")
    rule_id = fields.Id(help_text="The rule that asked for it.")
    kind = fields.Choice(AlertKind.values, help_text="What came about.")
    title = fields.NonEmptyString(help_text="What came about, in words.")
    about = fields.String(help_text="The bank, account or kind of accounts, in words.")
    raised_at = fields.DateTime(help_text="When it was raised.")
    resolved_at = fields.DateTime(
        required=False, help_text="When it was over; left out while it is not."
    )
    since = fields.DateTime(help_text="Since when it is so, or when a consent ends.")
    connection_id = fields.Id(required=False, help_text="The bank it is about.")
    account_id = fields.Id(required=False, help_text="The account it is about.")
    transaction_id = fields.Id(required=False, help_text="The movement it is about.")
    amount = fields.Float(required=False, help_text="The balance or movement, signed.")
    currency = fields.String(required=False, help_text="Its currency.")
    test = fields.Boolean(help_text="Whether it was a test.")
    delivered = fields.Int(help_text="Mails and webhooks that were taken.")
    waiting = fields.Int(help_text="Those that are still to be sent, or tried again.")
    failed = fields.Int(help_text="Those that were given up.")


class OpenBankingListAlertsOutput(Record):
    """One page of alerts."""

    alerts = AlertRecord(many=True, help_text="Alerts, the newest first.")
    next_cursor = fields.String(required=False, help_text="Where the next page begins, if any.")
    has_more = fields.Boolean(required=False, help_text="Whether there is a next page.")


class AlertSeen(Values, kw_only=True):
    """The values of an AlertRecord."""

    id: UUID
    tenant_id: UUID
    rule_id: UUID
    kind: str
    title: str
    about: str
    raised_at: datetime
    resolved_at: datetime | None = None
    since: datetime
    connection_id: UUID | None = None
    account_id: UUID | None = None
    transaction_id: UUID | None = None
    amount: Decimal | None = None
    currency: str | None = None
    test: bool
    delivered: int
    waiting: int
    failed: int


class AlertPage(Values, kw_only=True):
    """The values of an OpenBankingListAlertsOutput."""

    alerts: list[AlertSeen]
    next_cursor: str | None = None
    has_more: bool


class AlertRow(NamedTuple):
    """Where an alert stands in the list."""

    id: UUID
    raised_at: datetime


def _visible() -> QuerySet[Alert]:
    user, tenant = Parameter("user", UUIDField()), Parameter("tenant", UUIDField())
    notified = AlertRule.recipients.through.objects.filter(user_id=user).values("alertrule_id")
    rules = AlertRule.objects.filter(Q(owner_id=user) | Q(pk__in=notified), tenant_id=tenant)
    return Alert.objects.filter(tenant_id=tenant, rule__in=rules.order_by().values("pk"))


ALERTS = Pages(
    _visible(),
    AlertRow,
    order=["-raised_at", "-id"],
    filters={
        "rule": lambda rows: rows.filter(rule_id=Parameter("rule", UUIDField())),
        "open": lambda rows: rows.filter(
            resolved_at__isnull=True, test=Parameter("not_open", BooleanField())
        ),
    },
)


@query(
    "openbanking.alerts.list",
    "1.0.0",
    input=OpenBankingListAlertsInput,
    output=OpenBankingListAlertsOutput,
    goal="Report what came about of what somebody asked to be notified of, and what of it still is.",
    context="Alerts of the rules the caller made or is mailed by, also of those that were removed. "
    "Reads what is kept; nothing is looked at anew.",
    owners=["@platform.finance"],
    tags=["open-banking", "alerts"],
    examples=examples.LIST_ALERTS,
    history={"1.0.0": "First version."},
)
def list_alerts(
    caller: Caller,
    tenant: Tenant,
    *,
    rule_id: UUID | None = None,
    open_only: bool = False,
    cursor: str | None = None,
    page_size: int = DEFAULT_PAGE_SIZE,
) -> AlertPage:
    """List alerts, the newest first."""
    asked = {"user": caller.user.pk, "tenant": tenant.pk, "rule": rule_id, "open": open_only or None}
    page = ALERTS.page(asked, cursor=cursor, size=page_size, at={"not_open": False})
    return AlertPage(
        alerts=_seen([row.id for row in page.rows]),
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


def _seen(ids: list[UUID]) -> list[AlertSeen]:
    """Return these alerts in this order, in two statements."""
    if not ids:
        return []
    related = ("rule__account", "account", "connection__institution")
    alerts = Alert.objects.filter(pk__in=ids).select_related(*related).prefetch_related("deliveries")
    by_id = {alert.pk: alert for alert in alerts}
    return [_alert(by_id[pk]) for pk in ids if pk in by_id]


def _alert(alert: Alert) -> AlertSeen:
    states = [AlertDelivery.State(each.state) for each in alert.deliveries.all()]
    return AlertSeen(
        id=alert.pk,
        tenant_id=alert.tenant_id,
        rule_id=alert.rule_id,
        kind=alert.rule.kind,
        title=headline_of(alert),
        about=about_of(alert),
        raised_at=alert.raised_at,
        resolved_at=alert.resolved_at,
        since=alert.since,
        connection_id=alert.connection_id,
        account_id=alert.account_id,
        transaction_id=alert.transaction_id,
        amount=alert.amount,
        currency=alert.currency or None,
        test=alert.test,
        delivered=states.count(AlertDelivery.State.DELIVERED),
        waiting=states.count(AlertDelivery.State.WAITING),
        failed=states.count(AlertDelivery.State.FAILED),
    )
