"""Commands that are sent again are answered again, and run once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.crypto import salted_hmac

from contracts.execution.call import Call
from contracts.execution.remembering import sealed, unsealed
from contracts.models import RememberedAnswer
from contracts.problems import BadRequest, Conflict
from contracts.schema.exact_json import decode, encode
from contracts.spec import IDEMPOTENCY_KEY, LONGEST_IDEMPOTENCY_KEY

KEPT = timedelta(hours=24)
# Longer than any command runs: whoever began one then is dead, and the next may try.
LONGEST_RUN = timedelta(minutes=15)


def once(
    call: Call,
    key: str,
    data: Mapping[str, Any],
    run: Callable[[], dict[str, Any]],
    *,
    now: datetime,
) -> tuple[dict[str, Any], bool]:
    """Run the command unless it has been; returns its answer and whether it is a remembered one.

    A refused command is not remembered: it may be sent again under the same key. Raises Conflict
    while the first one runs and for another input under the same key, BadRequest for a bad key. Keys
    are those of a credential: another one of the same person may open less.
    """
    if len(key) > LONGEST_IDEMPOTENCY_KEY or not re.fullmatch(IDEMPOTENCY_KEY, key):
        raise BadRequest(
            f"Idempotency-Key: send 1 to {LONGEST_IDEMPOTENCY_KEY} printable ASCII characters."
        )
    RememberedAnswer.objects.filter(started_at__lt=now - KEPT).delete()
    digest = _digest(call, data)
    known, created = RememberedAnswer.objects.get_or_create(
        caller=call.caller.id,
        credential=call.caller.credential_id,
        operation=f"{call.operation.meta.key}/{call.operation.major}",
        key=key,
        defaults={"digest": digest, "started_at": now},
    )
    if not created:
        if known.digest != digest:
            raise Conflict("This Idempotency-Key came with another input. Use a new key for it.")
        if known.answered_at is not None:
            return decode(unsealed(call, known.answer).encode()), True
        _take_over(known, now=now)
    try:
        answer = run()
    except BaseException:
        known.delete()
        raise
    known.answer, known.answered_at = sealed(call, encode(answer).decode()), now
    known.save(update_fields=["answer", "answered_at"])
    return answer, False


def _digest(call: Call, data: Mapping[str, Any]) -> str:
    """Return what tells one input from another, and whoever reads it nothing of what it was.

    Whose data it is about is a part of it, said or not.
    """
    tenant = None if call.tenant is None else str(call.tenant.pk)
    said = encode([tenant, dict(sorted(data.items()))])
    return salted_hmac(__name__, said, algorithm="sha256").hexdigest()


def _take_over(known: RememberedAnswer, *, now: datetime) -> None:
    """Go on where somebody died; raises Conflict when they may still be at it."""
    abandoned = RememberedAnswer.objects.filter(
        pk=known.pk, answered_at__isnull=True, started_at__lt=now - LONGEST_RUN
    )
    if not abandoned.update(started_at=now):
        raise Conflict(
            "The first request with this Idempotency-Key is still running. Send it again in a second.",
            retryable=True,
            retry_after=1,
        )
