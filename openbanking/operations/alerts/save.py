"""`openbanking.alerts.save`: make a rule of alerts, or change one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from contracts import Caller, Rate, command, fields, problems, wire_name
from openbanking.alerts.rules import MOST_RULES, UnusableSecret, complete, endpoint_at, rearm
from openbanking.models import AlertEndpoint, AlertKind, AlertRule, Kind, Tenant, User
from openbanking.operations import examples
from openbanking.operations.alerts.record import AlertRuleRecord, AlertRuleSeen, own_rule, seen
from openbanking.operations.inputs import NO_SUCH_ACCOUNT, TenantInput
from openbanking.outgoing.addresses import AddressRefused

PLACES = {"account": "accountId", "endpoint": "webhookUrl"}


class OpenBankingSaveAlertRuleInput(TenantInput):
    """What to watch, and whom to tell."""

    rule_id = fields.Id(
        required=False,
        help_text="The rule to change, one of the caller's own; a new one is made without it.",
    )
    kind = fields.Choice(AlertKind.values, help_text="What is watched; it cannot be changed later.")
    days = fields.Int(
        required=False,
        min_value=1,
        max_value=365,
        help_text="Of rules about banks: for so many days (1, 2 of not_synced), or so many before (14).",
    )
    amount = fields.Float(
        required=False, help_text="Of rules about balances and movements: the amount they are held to."
    )
    currency = fields.Currency(
        required=False, help_text="Its currency; that of the account where there is one."
    )
    account_id = fields.Id(required=False, help_text="Only this account; cannot be changed later.")
    account_kind = fields.Choice(
        Kind.values,
        required=False,
        help_text="Of rules about balances: all accounts of a kind together, in place of one.",
    )
    timing = fields.Choice(
        AlertRule.Timing.values, required=False, help_text="When mails are sent: at_once unless given."
    )
    recipient_ids = fields.List(
        child=fields.Id(),
        required=False,
        max_length=50,
        help_text="The members who get a mail; the caller unless given.",
    )
    webhook_url = fields.String(
        required=False,
        help_text="Where it is posted to as well: public, https. Empty text ends that.",
    )
    webhook_secret = fields.NonEmptyString(
        required=False,
        help_text="What it is signed with: whsec_ and 24 to 64 random bytes in base64. Sent with a new "
        "address, or to change the secret; never answered.",
    )
    enabled = fields.Boolean(required=False, help_text="false pauses it, true lets it go on.")


@command(
    "openbanking.alerts.save",
    "1.0.0",
    input=OpenBankingSaveAlertRuleInput,
    output=AlertRuleRecord,
    goal="Let somebody say what of a family they want to be notified of, and by which way.",
    context="Each member has rules of their own. What is left out of a change stays as it is. A rule "
    "whose limits change, or that goes on after a pause, begins anew.",
    owners=["@platform.finance"],
    tags=["open-banking", "alerts"],
    examples=examples.SAVE_ALERT_RULE,
    history={"1.0.0": "First version."},
    rate=Rate(60),
)
def save_alert_rule(
    caller: Caller,
    tenant: Tenant,
    *,
    kind: str,
    rule_id: UUID | None = None,
    days: int | None = None,
    amount: Decimal | None = None,
    currency: str | None = None,
    account_id: UUID | None = None,
    account_kind: str | None = None,
    timing: str | None = None,
    recipient_ids: Sequence[UUID] | None = None,
    webhook_url: str | None = None,
    webhook_secret: str | None = None,
    enabled: bool | None = None,
) -> AlertRuleSeen:
    """Make or change a rule of alerts."""
    rule = _new(caller, tenant, kind) if rule_id is None else _own(caller, tenant, rule_id, kind)
    _set_target(rule, account_id, account_kind)
    before = _limits(rule)
    changes = {
        "days": days,
        "amount": amount,
        "currency": currency,
        "timing": timing,
        "enabled": enabled,
    }
    for name, value in changes.items():
        if value is not None:
            setattr(rule, name, value)
    with transaction.atomic():
        if webhook_url is not None:
            rule.endpoint = _endpoint(rule, webhook_url, webhook_secret) if webhook_url else None
        _save(rule, _people(rule, caller, recipient_ids), begins=before != _limits(rule))
    return seen(rule, caller)


def _new(caller: Caller, tenant: Tenant, kind: str) -> AlertRule:
    if AlertRule.objects.kept().filter(tenant=tenant, owner=caller.user).count() >= MOST_RULES:
        text = gettext("You have %(most)s rules here. Remove one first.") % {"most": MOST_RULES}
        raise problems.Conflict(text)
    return AlertRule(tenant=tenant, owner=caller.user, kind=kind)


def _own(caller: Caller, tenant: Tenant, rule_id: UUID, kind: str) -> AlertRule:
    rule = own_rule(caller, tenant, rule_id)
    if rule.removed_at is not None:
        raise problems.Conflict(gettext("This rule was removed. Make a new one."))
    if rule.kind != kind:
        raise problems.Invalid.at("kind", "A rule keeps its kind. Make another rule for another kind.")
    return rule


def _limits(rule: AlertRule) -> tuple[object, ...]:
    """Return that with whose change a rule begins anew."""
    return rule.days, rule.amount, rule.currency, rule.enabled


def _save(rule: AlertRule, people: list[User], *, begins: bool) -> None:
    for name, text in complete(rule).items():
        raise problems.Invalid.at(PLACES.get(name, wire_name(name)), text)
    if not people and rule.endpoint is None:
        raise problems.Invalid.at("recipientIds", gettext("Say who is told: people, or an address."))
    rule.updated_at = timezone.now()
    if begins or rule._state.adding:
        rearm(rule, now=rule.updated_at)
    rule.save()
    rule.recipients.set(people)


def _set_target(rule: AlertRule, account_id: UUID | None, account_kind: str | None) -> None:
    is_new = rule._state.adding
    if account_id is not None and is_new:
        rule.account = rule.tenant.accounts.filter(pk=account_id).first()
        if rule.account is None:
            raise problems.NotFound(NO_SUCH_ACCOUNT)
    elif account_id not in (None, rule.account_id):
        raise problems.Invalid.at("accountId", "A rule keeps its account. Make another one.")
    if account_kind is not None and is_new:
        rule.account_kind = account_kind
    elif account_kind not in (None, rule.account_kind):
        raise problems.Invalid.at("accountKind", "A rule keeps what it is about. Make another one.")


def _endpoint(rule: AlertRule, url: str, secret: str | None) -> AlertEndpoint:
    try:
        return endpoint_at(url, secret, tenant=rule.tenant, owner=rule.owner, now=timezone.now())
    except AddressRefused as refusal:
        raise problems.Invalid.at("webhookUrl", str(refusal)) from None
    except UnusableSecret as refusal:
        raise problems.Invalid.at("webhookSecret", str(refusal)) from None


def _people(rule: AlertRule, caller: Caller, ids: Sequence[UUID] | None) -> list[User]:
    """Return who is mailed: members of the tenant and the owner alone; raises NotFound for others."""
    if ids is None:
        return [caller.user] if rule._state.adding else list(rule.recipients.all())
    wanted = set(ids)
    may_be_notified = Q(memberships__tenant=rule.tenant, is_active=True) | Q(pk=caller.user.pk)
    found = list(User.objects.filter(may_be_notified, pk__in=wanted).distinct())
    if len(found) < len(wanted):
        raise problems.NotFound("There is no such member in this tenant.")
    return found
