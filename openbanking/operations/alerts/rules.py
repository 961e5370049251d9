"""`openbanking.alerts.rules`: what a caller asked to be notified of."""

from __future__ import annotations

from contracts import Caller, Record, Values, query
from openbanking.models import Tenant
from openbanking.operations import examples
from openbanking.operations.alerts.record import AlertRuleRecord, AlertRuleSeen, rules_seen_by, seen
from openbanking.operations.inputs import TenantInput


class OpenBankingListAlertRulesInput(TenantInput):
    """Of which tenant."""


class OpenBankingListAlertRulesOutput(Record):
    """All rules that concern the caller."""

    rules = AlertRuleRecord(many=True, help_text="Rules, the newest first.")


class AlertRules(Values, kw_only=True):
    """The values of an OpenBankingListAlertRulesOutput."""

    rules: list[AlertRuleSeen]


@query(
    "openbanking.alerts.rules",
    "1.0.0",
    input=OpenBankingListAlertRulesInput,
    output=OpenBankingListAlertRulesOutput,
    goal="Show somebody what of a family they asked to be notified of.",
    context="The rules the caller made, and those that mail the caller; nobody else's. There are few.",
    owners=["@platform.finance"],
    tags=["open-banking", "alerts"],
    examples=examples.LIST_ALERT_RULES,
    history={"1.0.0": "First version."},
)
def list_alert_rules(caller: Caller, tenant: Tenant) -> AlertRules:
    """List the rules of alerts that concern the caller."""
    rules = rules_seen_by(caller, tenant).kept().select_related("account", "endpoint")  # type: ignore[attr-defined]
    return AlertRules(rules=[seen(rule, caller) for rule in rules.prefetch_related("recipients")])
