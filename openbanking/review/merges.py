"""Make two records one account again, and take that back.

The account that went away keeps its id and its history; it takes the other's place at Powens, and what
came in meanwhile comes with it. What is left of the other is its record, vanished, in the old place.
Nothing is deleted, and what changed hands is written down, so that all of it can be undone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, Q

from openbanking.models import Account, Balance, BalanceType, MergeProposal, Transaction, User
from openbanking.models.balances import BalanceBase
from openbanking.sync.locks import lock
from openbanking.sync.matching.corrections import carry_corrections
from openbanking.sync.writing.upsert import BATCH

Decision = MergeProposal.Decision
# What says where an account is at Powens and how it stands there.
PLACE = ["connection_id", "external_id", "disabled_at", "vanished_at", "bank_updated_at", "error"]
FIGURE = [field.name for field in BalanceBase._meta.fields]


class CannotMerge(Exception):
    """The two are not what they were, or are being synced; the message says what to do."""


def merge(proposal: MergeProposal, *, by: User | None, now: datetime) -> None:
    """Let the account that went away take the place of the one that is there. Raises CannotMerge."""
    with _alone(proposal, Decision.WAITING) as (kept, merged_away):
        if kept.vanished_at is None or merged_away.vanished_at is not None:
            raise CannotMerge("One of the two came back or went away since; sync, and look again.")
        proposal.moved = {
            "transactions": _ids(merged_away.transactions.all()),
            # While both were there each had readings of its own; a history tells each moment once.
            "readings": _ids(merged_away.readings.filter(learned_at__gte=kept.vanished_at)),
        }
        _replace_rows(kept, merged_away, now=now)
        merged_away.transactions.update(account=kept, updated_at=now)
        carry_corrections(kept, now=now)
        merged_away.readings.filter(learned_at__gte=kept.vanished_at).update(account=kept)
        _swap_places(kept, merged_away, now=now)
        _serve_latest(kept, now=now)
        MergeProposal.objects.filter(
            Q(kept=kept) | Q(merged_away=merged_away), decision=Decision.WAITING
        ).exclude(pk=proposal.pk).delete()
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
        _swap_places(kept, merged_away, now=now)
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
    users = sorted({f"powens-user:{each.connection.powens_user_id}" for each in pair.values()})
    with ExitStack() as stack:
        for user in users:
            if not stack.enter_context(lock(user)):
                raise CannotMerge("These accounts are being synced; try again in a minute.")
        stack.enter_context(transaction.atomic())
        proposal.refresh_from_db()
        if proposal.decision != expected:
            raise CannotMerge(f"It was decided already: {proposal.get_decision_display().lower()}.")
        pair = Account.objects.select_for_update().in_bulk([proposal.kept_id, proposal.merged_away_id])
        yield pair[proposal.kept_id], pair[proposal.merged_away_id]


def _replace_rows(kept: Account, merged_away: Account, *, now: datetime) -> None:
    """Soft-delete what the other account tells again under ids of its own, and what was announced."""
    first = merged_away.transactions.filter(deleted_at__isnull=True).aggregate(first=Min("date"))[
        "first"
    ]
    told_again = Q(status=Transaction.Status.PENDING)
    if first is not None:
        told_again |= Q(date__gte=first)
    kept.transactions.filter(told_again, deleted_at__isnull=True).update(deleted_at=now, updated_at=now)


def _swap_places(kept: Account, merged_away: Account, *, now: datetime) -> None:
    """Exchange the two places at Powens; whoever is there next is read whole, and measured anew."""
    there: dict[str, Any] = {name: getattr(merged_away, name) for name in PLACE}
    gone: dict[str, Any] = {name: getattr(kept, name) for name in PLACE}
    anew = {"history_read_at": None, "opening_balance": None, "updated_at": now}
    # Two accounts are never in one place, not even for a moment.
    Account.objects.filter(pk=merged_away.pk).update(external_id=f"merging-{merged_away.pk.hex[:30]}")
    Account.objects.filter(pk=kept.pk).update(**there, **anew)
    Account.objects.filter(pk=merged_away.pk).update(**gone, **anew)


def _serve_latest(account: Account, *, now: datetime) -> None:
    """Serve the newest figure of each kind in the account's history."""
    for kind in BalanceType:
        reading = account.readings.filter(type=kind).first()
        if reading is not None:
            figure = {name: getattr(reading, name) for name in FIGURE if name != "type"}
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
