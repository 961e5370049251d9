"""What was found to be the case, and the rules grouped by what they are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from openbanking.models import AlertKind, AlertRule

Key = tuple[UUID, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a rule watches and that is the case. `subject` and `episode` tell it apart."""

    rule: AlertRule
    subject: str
    since: datetime
    connection_id: UUID | None = None
    account_id: UUID | None = None
    transaction_id: UUID | None = None
    amount: Decimal | None = None
    currency: str = ""
    # A movement is over as soon as it is told; anything else lasts.
    momentary: bool = False
    learned_at: datetime | None = None

    @property
    def key(self) -> Key:
        """Return what no two open alerts share."""
        return self.rule.pk, self.subject

    @property
    def episode(self) -> datetime:
        """Return what tells this time from another; a rule that was changed begins anew."""
        if self.momentary:
            return self.learned_at or self.since
        return max(self.learned_at or self.since, self.rule.armed_at)


def of_kinds(rules: Iterable[AlertRule], *kinds: AlertKind) -> list[AlertRule]:
    """Return the rules of these kinds."""
    return [rule for rule in rules if rule.kind in kinds]


def by_tenant(rules: Sequence[AlertRule]) -> dict[UUID, list[AlertRule]]:
    """Return the rules by the tenant they are about."""
    grouped: dict[UUID, list[AlertRule]] = defaultdict(list)
    for rule in rules:
        grouped[rule.tenant_id].append(rule)
    return dict(grouped)
