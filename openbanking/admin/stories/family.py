"""A family: what it owns and owes, its banks, who may read it and who did."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Sum
from django.http import HttpRequest

from openbanking.admin.addresses import list_of, page_of, seen
from openbanking.admin.formatting import CONDITION_COLOURS, NOTHING, age, label, link, right
from openbanking.admin.index.attention import who_must_act
from openbanking.admin.index.totals import total_cells
from openbanking.health.states import Actor, condition_of
from openbanking.models import ApiToken, AuditEntry, Connection, Tenant, User
from openbanking.networth.together import totals_together

RECENT = 10
READERS = timedelta(days=31)


def story_of(request: HttpRequest, tenant: Tenant, *, now: datetime) -> dict[str, Any]:
    """Return what the page of a family tells whoever looks."""
    sums = totals_together([tenant.pk], now=now)
    return {
        "totals": {
            "headers": ["Currency", "Owned", "Owed", "Net", "Accounts", "Stale"],
            "rows": [total_cells(tenant, each.currency, sums[each]) for each in sorted(sums)],
        },
        "banks": _banks(request, tenant),
        "tokens": _tokens(request, tenant, now=now),
        "all_tokens": list_of(ApiToken),
        "readers": _readers(request, tenant, now=now),
        "all_readers": list_of(AuditEntry, tenant__exact=tenant.pk),
    }


def _banks(request: HttpRequest, tenant: Tenant) -> dict[str, Any]:
    connections = (
        seen(request, Connection)
        .filter(tenant=tenant)
        .select_related("institution", "powens_user__user")
        .order_by("institution__name")
    )
    return {
        "headers": ["Bank", "Member", "Condition", "Who must act", "Last read", "Accounts"],
        "rows": [_bank(each) for each in connections],
    }


def _bank(connection: Connection) -> list[Any]:
    condition = condition_of(connection)
    nobody = condition.who_must_act is Actor.NOBODY
    return [
        link(page_of(connection), connection.institution.name),
        str(connection.powens_user.user),
        label(condition.status.value, CONDITION_COLOURS, title=condition.message),
        NOTHING if nobody else who_must_act(connection, condition),
        age(connection.last_success_at),
        right(connection.accounts_total),  # type: ignore[attr-defined]
    ]


def _tokens(request: HttpRequest, tenant: Tenant, *, now: datetime) -> dict[str, Any]:
    """Return the tokens that read this family: those that name it, and members' that name none."""
    tokens = seen(request, ApiToken).filter(revoked_at__isnull=True).select_related("user")
    naming = tokens.filter(tenants=tenant)
    open_ones = tokens.filter(tenants__isnull=True, user__memberships__tenant=tenant)
    return {
        "headers": ["Token", "Of", "Ends", "Last use"],
        "rows": [
            [
                link(page_of(each), f"{each.hint}…"),
                str(each.user),
                f"{each.expires_at:%-d %b %Y}" if each.expires_at else "never",
                age(each.last_used_at),
            ]
            for each in (naming | open_ones).distinct()
            if each.expires_at is None or each.expires_at > now
        ],
    }


def _readers(request: HttpRequest, tenant: Tenant, *, now: datetime) -> dict[str, Any]:
    groups = list(
        seen(request, AuditEntry)
        .filter(tenant=str(tenant.pk), last_at__gte=now - READERS)
        .values("user", "channel")
        .annotate(times=Sum("count"), last=Max("last_at"))
        .order_by("-last")[:RECENT]
    )
    people = User.objects.in_bulk([each["user"] for each in groups])
    return {
        "headers": ["Who", "How", "Last", "Times"],
        "rows": [
            [str(people[each["user"]]), each["channel"], age(each["last"]), right(each["times"])]
            for each in groups
        ],
    }
