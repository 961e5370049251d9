"""`openbanking.alerts.test`: see that alerts of a rule arrive."""

from __future__ import annotations

from uuid import UUID

from contracts import Caller, Rate, Record, Values, command, fields
from openbanking.alerts.trial import send_test
from openbanking.models import Tenant
from openbanking.operations import examples
from openbanking.operations.alerts.record import own_rule
from openbanking.operations.inputs import TenantInput


class OpenBankingTestAlertRuleInput(TenantInput):
    """Which rule."""

    rule_id = fields.Id(help_text="The rule.")


class OpenBankingTestAlertRuleOutput(Record):
    """What became of the test."""

    sent = fields.Int(help_text="Mails and webhooks that were taken.")
    failed = fields.Int(help_text="Those that were not; a test is tried once.")
    waits = fields.Boolean(help_text="Whether other alerts are being sent; the test follows them.")


class AlertTest(Values, kw_only=True):
    """The values of an OpenBankingTestAlertRuleOutput."""

    sent: int
    failed: int
    waits: bool


@command(
    "openbanking.alerts.test",
    "1.0.0",
    input=OpenBankingTestAlertRuleInput,
    output=OpenBankingTestAlertRuleOutput,
    goal="Let somebody see that what they asked to be told would reach them.",
    context="Goes the way alerts go, at once, marked as a test. Of the caller's own rules alone.",
    owners=["@platform.finance"],
    tags=["open-banking", "alerts"],
    examples=examples.TEST_ALERT_RULE,
    history={"1.0.0": "First version."},
    rate=Rate(10),
)
def test_alert_rule(caller: Caller, tenant: Tenant, *, rule_id: UUID) -> AlertTest:
    """Send a test of a rule to all whom it tells."""
    sent = send_test(own_rule(caller, tenant, rule_id))
    return AlertTest(sent=sent.sent, failed=sent.given_up, waits=sent.locked)
