"""Deliver what is due, once, and try again what was not taken.

A message is recorded as delivered after it was taken. A process that dies in between sends it once
more, under the same id, and never loses it.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from openbanking.alerts.mails import send_mail
from openbanking.alerts.outcomes import GIVE_UP_AFTER, Outcome, wait_after
from openbanking.alerts.people import may_be_notified
from openbanking.alerts.webhooks import send_webhook
from openbanking.models import AlertDelivery, DeliveryAttempt, User
from openbanking.sync import lock

logger = logging.getLogger(__name__)

LOCK = "alerts-send"
# One way for all mails, one for each address.
MAIL = "mail"


@dataclass(slots=True)
class Sent:
    """What became of the deliveries that were due, in numbers."""

    sent: int = 0
    retrying: int = 0
    given_up: int = 0
    withdrawn: int = 0
    # Another process is sending at the moment; nothing was done here.
    locked: bool = False


def send_due(
    *, clock: Callable[[], datetime] = timezone.now, only: Collection[UUID] | None = None
) -> Sent:
    """Deliver all that is due, or of that only these; never two processes at the same time."""
    with lock(LOCK) as taken:
        if not taken:
            return Sent(locked=True)
        round_ = _Round(clock=clock)
        round_.withdraw(only)
        due = AlertDelivery.objects.due(clock())
        if only is not None:
            due = due.filter(pk__in=only)
        round_.deliver(list(due.select_related(*RELATED)))
        return round_.sent


RELATED = (
    "recipient",
    "endpoint",
    "alert__tenant",
    "alert__rule__account",
    "alert__account",
    "alert__connection__institution",
    "alert__connection__powens_user",
)


@dataclass(slots=True)
class _Round:
    """One sending of what is due: a way that is closed is tried once."""

    clock: Callable[[], datetime]
    sent: Sent = field(default_factory=Sent)
    closed: dict[str, datetime | None] = field(default_factory=dict)

    def withdraw(self, only: Collection[UUID] | None) -> None:
        """Take back what nobody wants any more, and what its reader may not know any more."""
        waiting = AlertDelivery.objects.due(self.clock())
        if only is not None:
            waiting = waiting.filter(pk__in=only)
        readers = Q(may_be_notified("alert__tenant", "recipient")) | Q(recipient__isnull=True)
        wanted = Q(alert__rule__enabled=True, alert__rule__removed_at__isnull=True) | Q(alert__test=True)
        still = waiting.filter(
            readers, wanted, may_be_notified("alert__tenant", "alert__rule__owner")
        ).order_by()
        now = self.clock()
        self.sent.withdrawn = (
            AlertDelivery.objects.filter(pk__in=waiting.order_by().values("pk"))
            .exclude(pk__in=still.values("pk"))
            .update(state=AlertDelivery.State.WITHDRAWN, updated_at=now)
        )

    def deliver(self, due: Sequence[AlertDelivery]) -> None:
        """Send the mails of each person together, and each delivery to an address by itself."""
        mails: dict[User, list[AlertDelivery]] = defaultdict(list)
        for delivery in due:
            if delivery.recipient is not None:
                mails[delivery.recipient].append(delivery)
        for person, theirs in mails.items():
            self._try(MAIL, theirs, partial(send_mail, person, theirs))
        for delivery in due:
            if (endpoint := delivery.endpoint) is not None:
                send = partial(send_webhook, delivery, endpoint, now=self.clock())
                self._try(str(endpoint.pk), [delivery], send)

    def _try(self, way: str, deliveries: list[AlertDelivery], send: Callable[[], Outcome]) -> None:
        if way in self.closed:
            self._postpone(way, deliveries)
            return
        try:
            outcome = send()
        except Exception as error:
            # A fault of ours with one message must not stop the others.
            logger.exception("An alert could not be sent")
            outcome = Outcome(succeeded=False, text=f"A fault of this service ({type(error).__name__}).")
        self._record(deliveries, outcome)
        if outcome.way_is_closed:
            self.closed[way] = deliveries[0].next_attempt_at

    def _postpone(self, way: str, deliveries: list[AlertDelivery]) -> None:
        """Leave for later what would go a way that is closed; after a day it is given up with it."""
        now = self.clock()
        over = [each for each in deliveries if now - each.due_at >= GIVE_UP_AFTER]
        if over:
            text = "Not tried: what went before it the same way was not taken."
            self._record(over, Outcome(succeeded=False, text=text, final=True))
        later = [each for each in deliveries if each not in over]
        self.sent.retrying += len(later)
        AlertDelivery.objects.filter(pk__in=[each.pk for each in later]).update(
            next_attempt_at=self.closed[way] or now, updated_at=now
        )

    def _record(self, deliveries: list[AlertDelivery], outcome: Outcome) -> None:
        now = self.clock()
        for delivery in deliveries:
            self._settle(delivery, outcome, now=now)
        with transaction.atomic():
            DeliveryAttempt.objects.bulk_create(
                DeliveryAttempt(
                    delivery=each,
                    at=now,
                    succeeded=outcome.succeeded,
                    outcome=outcome.text,
                    next_attempt_at=(
                        each.next_attempt_at if each.state == AlertDelivery.State.WAITING else None
                    ),
                )
                for each in deliveries
            )
            AlertDelivery.objects.bulk_update(deliveries, FIELDS)
        if not outcome.succeeded:
            logger.warning("%s deliveries of alerts failed: %s", len(deliveries), outcome.text)

    def _settle(self, delivery: AlertDelivery, outcome: Outcome, *, now: datetime) -> None:
        delivery.attempts_made += 1
        delivery.updated_at = now
        wait = None if outcome.final or delivery.alert.test else wait_after(delivery.attempts_made)
        if outcome.succeeded:
            delivery.state, delivery.delivered_at = AlertDelivery.State.DELIVERED, now
            self.sent.sent += 1
        elif wait is None:
            delivery.state = AlertDelivery.State.FAILED
            self.sent.given_up += 1
        else:
            delivery.next_attempt_at = now + wait
            self.sent.retrying += 1


FIELDS = ["state", "attempts_made", "next_attempt_at", "delivered_at", "updated_at"]
