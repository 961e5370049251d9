"""The cron job of alerts: find what came about, and send what is due."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from openbanking.alerts import Evaluation, Sent, evaluate, send_due
from openbanking.models import AlertDelivery


class Command(BaseCommand):
    help = (
        "Raise alerts of what rules watch, end those that are over, and send what is due: what was "
        "raised, what is tried again, and once a day what could wait. "
        "Exit codes: 0 done or nothing due, 1 nothing was taken, 3 partial (some were not taken and are "
        "tried again or given up), 4 another process is sending."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="One JSON document, nothing else.")

    def handle(self, **options: Any) -> None:
        evaluation = evaluate(timezone.now())
        sent = send_due()
        waiting = AlertDelivery.objects.waiting().count()
        if options["json"]:
            self.stdout.write(json.dumps(as_json(evaluation, sent, waiting)))
        else:
            self.stdout.write(summary(evaluation, sent, waiting))
        if code := exit_code(sent):
            sys.exit(code)


def exit_code(sent: Sent) -> int:
    """Return what cron is told."""
    if sent.locked:
        return 4
    if not sent.retrying + sent.given_up:
        return 0
    return 3 if sent.sent else 1


STATUSES = {0: "ok", 1: "failed", 3: "partial", 4: "locked"}


def as_json(evaluation: Evaluation, sent: Sent, waiting: int) -> dict[str, Any]:
    """Return what was done as one JSON object."""
    return {
        "status": STATUSES[exit_code(sent)],
        "alerts": {"raised": evaluation.raised, "resolved": evaluation.resolved},
        "deliveries": {
            "sent": sent.sent,
            "retrying": sent.retrying,
            "givenUp": sent.given_up,
            "withdrawn": sent.withdrawn,
            "waiting": waiting,
        },
    }


def summary(evaluation: Evaluation, sent: Sent, waiting: int) -> str:
    """Return what was done in a few plain lines, fit for a cron mail."""
    lines = [f"alerts: {evaluation.raised} raised, {evaluation.resolved} resolved"]
    if sent.locked:
        lines.append("deliveries: another process is sending")
    else:
        lines.append(
            f"deliveries: {sent.sent} sent, {sent.retrying} to be tried again, "
            f"{sent.given_up} given up, {sent.withdrawn} withdrawn, {waiting} waiting"
        )
    return "\n".join(lines)
