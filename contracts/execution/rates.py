"""Rates of commands, counted in the database so that every process counts together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from contracts.execution.call import Call
from contracts.models import CallCount
from contracts.problems import NotFound, RateLimited
from contracts.spec import Kind, Rate, RateScope

MINUTE = timedelta(minutes=1)
_UNLIMITED: AbstractContextManager[None] = nullcontext()


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left of a rate in the present minute."""

    by: str
    calls: int
    remaining: int
    resets_in: int  # seconds

    @property
    def headers(self) -> dict[str, str]:
        """Return `RateLimit` and `RateLimit-Policy` (IETF draft "RateLimit header fields")."""
        return {
            "RateLimit-Policy": f'"{self.by}";q={self.calls};w=60',
            "RateLimit": f'"{self.by}";r={self.remaining};t={self.resets_in}',
        }


class TooManyCalls(RateLimited):
    """The rate is used up; `quota` says of what."""

    def __init__(self, quota: Quota) -> None:
        super().__init__(
            f"More than {quota.calls} calls in a minute. Come back in {quota.resets_in} seconds.",
            retry_after=quota.resets_in,
        )
        self.quota = quota


def counted(call: Call, *, now: datetime) -> AbstractContextManager[Quota | None]:
    """Count a call against the operation's rate while it runs; raises TooManyCalls for one too many.

    Those of queries are counted elsewhere (`floods`). A refused call is counted too, but for one about
    something that does not exist: a wrong id must not use up what others of the tenant need. Gives None
    for an operation without a rate.
    """
    rate = call.operation.policy.rate
    if rate is None or call.operation.kind is Kind.QUERY:
        return _UNLIMITED
    return _counted(call, rate, now=now)


@contextmanager
def _counted(call: Call, rate: Rate, *, now: datetime) -> Iterator[Quota]:
    quota = _count(call, rate, now=now)
    try:
        yield quota
    except NotFound:
        _give_back(call, rate, now=now)
        raise


def _count(call: Call, rate: Rate, *, now: datetime) -> Quota:
    bucket, minute = _bucket_of(rate.by, call), _minute_of(now)
    with transaction.atomic():
        counts = CallCount.objects.select_for_update()
        count, created = counts.get_or_create(bucket=bucket, minute=minute)
        count.calls += 1
        count.save(update_fields=["calls"])
    if created:
        CallCount.objects.filter(minute__lt=minute - MINUTE).delete()
    quota = Quota(
        by=rate.by,
        calls=rate.calls,
        remaining=max(0, rate.calls - count.calls),
        resets_in=max(1, round((minute + MINUTE - now).total_seconds())),
    )
    if count.calls > rate.calls:
        raise TooManyCalls(quota)
    return quota


def _give_back(call: Call, rate: Rate, *, now: datetime) -> None:
    counts = CallCount.objects.filter(bucket=_bucket_of(rate.by, call), minute=_minute_of(now))
    counts.filter(calls__gt=0).update(calls=F("calls") - 1)


def _minute_of(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _bucket_of(by: RateScope, call: Call) -> str:
    return f"{call.operation.meta.key}/{call.operation.major} {_scope_of(by, call)}"


def _scope_of(by: RateScope, call: Call) -> str:
    if by is RateScope.ALL:
        return "all"
    if by is RateScope.TENANT and call.tenant is not None:
        return f"tenant {call.tenant.pk}"
    if by is RateScope.CREDENTIAL:
        return call.caller.credential_id
    return f"user {call.caller.id}"
