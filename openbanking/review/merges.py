"""Make two records one account again, and take that back.

The account that is gone, from Powens or as deleted at the bank, keeps its id and its history; it takes
the other's place at Powens, and what came in meanwhile comes with it. What is left of the other is its
record, gone, in the old place. Nothing is deleted, and what changed hands is written down, so that all
of it can be undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, Q

from openbanking.models import Account, Balance, BalanceType, MergeProposal, Transaction, User
from openbanking.models.balances import BalanceBase
from openbanking.review.wealth import join, part
from openbanking.sync import carry_corrections, lock_users, swap_places, withdraw_others

Decision = MergeProposal.Decision
BALANCE_COLUMNS = [field.name for field in BalanceBase._meta.fields]
BATCH = 1000


class CannotMerge(Exception):
    """The two are not what they were, or are being synced; the message says what to do."""


def merge(proposal: MergeProposal, *, by: User | None, now: datetime) -> None:
    """Let the account that is gone take the place of the one that is there. Raises CannotMerge."""
    with _alone(proposal, Decision.WAITING) as (kept, merged_away):
        since = kept.gone_since
        if since is None or merged_away.gone_since is not None:
            raise CannotMerge("One of the two came back or went away since; sync, and look again.")
        # While both were there each had readings of its own; a history shows each moment once.
        readings = merged_away.readings.filter(learned_at__gte=since)
        proposal.moved = {
            "transactions": _ids(merged_away.transactions.all()),
            "readings": _ids(readings),
            "wealth": join(kept, merged_away, since=since, now=now),
        }
        _replace_rows(kept, merged_away, now=now)
        merged_away.transactions.update(account=kept, updated_at=now)
        carry_corrections(kept, now=now)
        readings.update(account=kept)
        swap_places(kept, merged_away, now=now)
        _serve_latest(kept, now=now)
        withdraw_others(proposal)
        _decide(proposal, Decision.MERGED, by=by, now=now)


def undo(proposal: MergeProposal, *, by: User | None, now: datetime) -> None:
    """Give the other account back its place and all that came in there. Raises CannotMerge."""
    with _alone(proposal, Decision.MERGED) as (kept, merged_away):
        since, moved = proposal.decided_at, proposal.moved
        kept.transactions.filter(created_at__gte=since).update(account=merged_away, updated_at=now)
        kept.readings.filter(learned_at__gte=since).update(account=merged_away)
        for batch in _batches(moved["transactions"]):
            kept.transactions.filter(pk__in=batch).update(account=merged_away, updated_at=now)
        for batch in _batches(moved["readings"]):
            kept.readings.filter(pk__in=batch).update(account=merged_away)
        kept.transactions.filter(deleted_at=since).update(deleted_at=None, updated_at=now)
        if since is not None:
            part(kept, merged_away, moved.get("wealth", {}), since=since, now=now)
        swap_places(kept, merged_away, now=now)
        for account in (kept, merged_away):
            _serve_latest(account, now=now)
        _decide(proposal, Decision.UNDONE, by=by, now=now)


def refuse(proposal: MergeProposal, *, by: User | None, now: datetime) -> None:
    """Leave the two as they are, and never propose them again. Raises CannotMerge."""
    with _alone(proposal, Decision.WAITING):
        _decide(proposal, Decision.REFUSED, by=by, now=now)


@contextmanager
def _alone(
    proposal: MergeProposal, expected: MergeProposal.Decision
) -> Iterator[tuple[Account, Account]]:
    """Yield both accounts as they are now, while no sync writes them, in one transaction."""
    pair = Account.objects.select_related("connection").in_bulk(
        [proposal.kept_id, proposal.merged_away_id]
    )
    with lock_users({each.connection.powens_user_id for each in pair.values()}) as taken:
        if not taken:
            raise CannotMerge("These accounts are being synced; try again in a minute.")
        with transaction.atomic():
            proposal.refresh_from_db()
            if proposal.decision != expected:
                raise CannotMerge(f"It was decided already: {proposal.get_decision_display().lower()}.")
            pair = Account.objects.select_for_update().in_bulk(list(pair))
            yield pair[proposal.kept_id], pair[proposal.merged_away_id]


def _replace_rows(kept: Account, merged_away: Account, *, now: datetime) -> None:
    """Soft-delete what the other account has under ids of its own, and what was announced."""
    first = merged_away.transactions.filter(deleted_at__isnull=True).aggregate(first=Min("date"))[
        "first"
    ]
    replaced = Q(status=Transaction.Status.PENDING)
    if first is not None:
        replaced |= Q(date__gte=first)
    kept.transactions.filter(replaced, deleted_at__isnull=True).update(deleted_at=now, updated_at=now)


def _serve_latest(account: Account, *, now: datetime) -> None:
    """Serve the newest figure of each kind in the account's history."""
    for kind in BalanceType:
        reading = account.readings.filter(type=kind).first()
        if reading is not None:
            figure = {name: getattr(reading, name) for name in BALANCE_COLUMNS if name != "type"}
            Balance.objects.update_or_create(
                account=account, type=kind, defaults=figure | {"updated_at": now}
            )


def _ids(rows: Any) -> list[str]:
    return [str(each) for each in rows.values_list("pk", flat=True)]


def _batches(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _decide(
    proposal: MergeProposal, decision: MergeProposal.Decision, *, by: User | None, now: datetime
) -> None:
    proposal.decision, proposal.decided_by = decision, by
    proposal.decided_at = proposal.updated_at = now
    proposal.save()
