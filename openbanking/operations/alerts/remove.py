"""`openbanking.alerts.remove`: be notified no more."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from contracts import Caller, Record, Values, command, fields
from openbanking.alerts.rules import remove
from openbanking.models import Tenant
from openbanking.operations import examples
from openbanking.operations.alerts.record import own_rule
from openbanking.operations.inputs import TenantInput


class OpenBankingRemoveAlertRuleInput(TenantInput):
    """Which rule."""

    rule_id = fields.Id(help_text="The rule.")


class OpenBankingRemoveAlertRuleOutput(Record):
    """What was removed."""

    rule_id = fields.Id(help_text="The rule, which raises nothing any more.")


class RemovedAlertRule(Values, kw_only=True):
    """The values of an OpenBankingRemoveAlertRuleOutput."""

    rule_id: UUID


@command(
    "openbanking.alerts.remove",
    "1.0.0",
    input=OpenBankingRemoveAlertRuleInput,
    output=OpenBankingRemoveAlertRuleOutput,
    goal="End the notices that somebody once asked for.",
    context="What it raised stays in the log; what is still to be sent is withdrawn. Only of the "
    "caller's own rules.",
    owners=["@platform.finance"],
    tags=["open-banking", "alerts"],
    examples=examples.REMOVE_ALERT_RULE,
    history={"1.0.0": "First version."},
    idempotent=True,
)
def remove_alert_rule(caller: Caller, tenant: Tenant, *, rule_id: UUID) -> RemovedAlertRule:
    """Remove a rule of alerts."""
    rule = own_rule(caller, tenant, rule_id)
    remove(rule, now=timezone.now())
    return RemovedAlertRule(rule_id=rule.pk)
