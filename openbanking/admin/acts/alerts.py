"""Pause rules of alerts, let them go on, remove and try them, and send again what was not taken."""

from __future__ import annotations

from datetime import datetime

from unfold.enums import ActionVariant

from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.admin.formatting import NOTHING
from openbanking.alerts.rules import rearm
from openbanking.alerts.rules import remove as remove_rule
from openbanking.alerts.sending import send_due
from openbanking.alerts.trial import send_test
from openbanking.models import AlertDelivery, AlertRule, User

State = AlertDelivery.State


def notified_by(rule: AlertRule) -> str:
    """Return whom a rule notifies; of an address the host alone."""
    people = [str(person) for person in rule.recipients.all()]
    return ", ".join([*people, *([rule.endpoint.host] if rule.endpoint else [])]) or NOTHING


def _switched(rule: AlertRule, now: datetime, *, enabled: bool) -> None:
    rule.enabled = enabled
    rearm(rule, now=now)
    rule.save(update_fields=["enabled", "armed_at", "updated_at"])


@staff_command("staff.rules.pause", AlertRule, tenant_path="tenant")
def pause(rule: AlertRule, by: User, now: datetime) -> Outcome:
    """Have a rule raise nothing more until it goes on."""
    _switched(rule, now, enabled=False)
    return Outcome("paused")


@staff_command("staff.rules.resume", AlertRule, tenant_path="tenant")
def resume(rule: AlertRule, by: User, now: datetime) -> Outcome:
    """Have a rule begin anew: what is the case is raised again."""
    _switched(rule, now, enabled=True)
    return Outcome("switched on again")


@staff_command("staff.rules.remove", AlertRule, tenant_path="tenant")
def remove(rule: AlertRule, by: User, now: datetime) -> Outcome:
    """Remove a rule; what it raised stays in the log."""
    remove_rule(rule, now=now)
    return Outcome("removed, and its log stays")


@staff_command("staff.rules.test", AlertRule, tenant_path="tenant", related=("tenant",))
def test(rule: AlertRule, by: User, now: datetime) -> Outcome:
    """Send something the way a rule's alerts go."""
    sent = send_test(rule)
    if sent.locked:
        return Outcome("a test waits behind other alerts that are being sent", complete=False)
    if sent.given_up or not sent.sent:
        text = "a test was sent, and not all of it was taken; the deliveries say why"
        return Outcome(text, complete=False)
    return Outcome(f"a test was sent, {sent.sent} taken")


@staff_command("staff.deliveries.retry", AlertDelivery, tenant_path="alert__tenant")
def retry(delivery: AlertDelivery, by: User, now: datetime) -> Outcome:
    """Send once more what waits or was given up."""
    AlertDelivery.objects.filter(pk=delivery.pk, state__in=[State.WAITING, State.FAILED]).update(
        state=State.WAITING, attempts_made=0, next_attempt_at=now, updated_at=now
    )
    sent = send_due(only=[delivery.pk])
    if sent.locked:
        return Outcome("to be sent after other alerts that are being sent", complete=False)
    if sent.sent:
        return Outcome("sent again, and taken")
    if sent.withdrawn:
        return Outcome("withdrawn: there is nobody left to send it to", complete=False)
    return Outcome("sent again, and not taken; its attempts say why", complete=False)


PAUSE = StaffAct(
    name="pause",
    operation="staff.rules.pause",
    do=pause,
    label="Pause",
    asks="Pause {rows}",
    consequence="Nobody is notified by it until it goes on.",
    icon="pause_circle",
    fits=lambda rule: rule.enabled,
)
RESUME = StaffAct(
    name="go_on",
    operation="staff.rules.resume",
    do=resume,
    label="Go on",
    asks="Let {rows} go on",
    consequence="It begins anew: what is the case is notified of again.",
    icon="play_circle",
    fits=lambda rule: not rule.enabled,
)
REMOVE = StaffAct(
    name="remove",
    operation="staff.rules.remove",
    do=remove,
    label="Remove",
    asks="Remove {rows}",
    consequence="Nobody is notified by it any more, and what is still to be sent is withdrawn. What it "
    "raised stays in the log.",
    icon="delete",
    variant=ActionVariant.DANGER,
)
TEST = StaffAct(
    name="send_test",
    operation="staff.rules.test",
    do=test,
    label="Send a test",
    asks="Send a test of {rows}",
    consequence=lambda rule: f"It is marked as a test and goes to: {notified_by(rule)}.",
    icon="send",
    in_list=False,
)
RETRY = StaffAct(
    name="try_now",
    operation="staff.deliveries.retry",
    do=retry,
    label="Try again now",
    asks="Send {rows} again",
    consequence="It is sent at once, and tried anew as often as a new one where it is not taken.",
    icon="redo",
    fits=lambda delivery: delivery.state in (State.WAITING, State.FAILED),
)
