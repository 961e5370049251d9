"""A rule of alerts as it is answered, and whose rules a caller sees."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from contracts import Caller, Record, Values, fields, problems
from openbanking.alerts.wording import target_of
from openbanking.models import AlertKind, AlertRule, Kind, Tenant

NO_SUCH_RULE = "There is no such rule of yours in this tenant."


class AlertRuleRecord(Record):
    """What somebody wants to be notified of."""

    brief = ("kind", "about", "enabled", "id")

    id = fields.Id(help_text="The rule.")
    tenant_id = fields.Id(help_text="The tenant it is about.")
    kind = fields.Choice(AlertKind.values, help_text="What is watched.")
    about = fields.String(
        required=False, help_text="The account or kind of accounts in words; left out for any."
    )
    days = fields.Int(required=False, help_text="For so many days, or so many days before.")
    amount = fields.Float(required=False, help_text="The amount a balance or movement is held to.")
    currency = fields.String(required=False, help_text="Its currency.")
    account_id = fields.Id(required=False, help_text="Only this account.")
    account_kind = fields.Choice(
        Kind.values, required=False, help_text="All accounts of this kind together."
    )
    timing = fields.Choice(
        AlertRule.Timing.values, help_text="Whether mails are sent at once, or daily together."
    )
    enabled = fields.Boolean(help_text="Whether it is on; a paused one raises nothing.")
    mine = fields.Boolean(help_text="Whether the caller made it; others may not change it.")
    recipient_ids = fields.List(child=fields.Id(), help_text="The members who get a mail.")
    webhook_host = fields.String(
        required=False, help_text="The host that is posted to; the rest of the address may be secret."
    )
    created_at = fields.DateTime(help_text="When it was made.")
    updated_at = fields.DateTime(help_text="When it last changed.")


class AlertRuleSeen(Values, kw_only=True):
    """The values of an AlertRuleRecord."""

    id: UUID
    tenant_id: UUID
    kind: str
    about: str | None = None
    days: int | None = None
    amount: Decimal | None = None
    currency: str | None = None
    account_id: UUID | None = None
    account_kind: str | None = None
    timing: str
    enabled: bool
    mine: bool
    recipient_ids: list[UUID]
    webhook_host: str | None = None
    created_at: datetime
    updated_at: datetime


def seen(rule: AlertRule, caller: Caller) -> AlertRuleSeen:
    """Return a rule as the caller sees it."""
    return AlertRuleSeen(
        id=rule.pk,
        tenant_id=rule.tenant_id,
        kind=rule.kind,
        about=target_of(rule),
        days=rule.days,
        amount=rule.amount,
        currency=rule.currency or None,
        account_id=rule.account_id,
        account_kind=rule.account_kind or None,
        timing=rule.timing,
        enabled=rule.enabled,
        mine=rule.owner_id == caller.user.pk,
        recipient_ids=sorted(person.pk for person in rule.recipients.all()),
        webhook_host=rule.endpoint.host if rule.endpoint else None,
        created_at=rule.created_at,
        updated_at=rule.updated_at,
    )


def rules_seen_by(caller: Caller, tenant: Tenant) -> QuerySet[AlertRule]:
    """Return the rules the caller made or is notified by."""
    notified = AlertRule.recipients.through.objects.filter(user=caller.user).values("alertrule")
    return AlertRule.objects.filter(Q(owner=caller.user) | Q(pk__in=notified), tenant=tenant)


def own_rule(caller: Caller, tenant: Tenant, rule_id: UUID) -> AlertRule:
    """Return a rule the caller made, removed or not; raises NotFound for any other."""
    own = AlertRule.objects.filter(tenant=tenant, owner=caller.user, pk=rule_id)
    rule = own.select_related("account", "endpoint", "tenant").first()
    if rule is None:
        raise problems.NotFound(gettext(NO_SUCH_RULE))
    return rule
