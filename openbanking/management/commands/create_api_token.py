"""Make a bearer token for the REST interface."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from contracts import registry
from openbanking.access.audit import about, record_tool
from openbanking.models import ApiToken, Tenant, User


class Command(BaseCommand):
    help = "Print a new token, once: only its hash is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="Whose rights the token carries.")
        parser.add_argument("--expires-in-days", type=int, metavar="N", help="Default: never.")
        parser.add_argument(
            "--tenant",
            action="append",
            default=[],
            metavar="SLUG",
            help="Only this family; repeatable.",
        )
        parser.add_argument(
            "--operation",
            action="append",
            default=[],
            metavar="KEY",
            help="Only this operation; repeatable.",
        )

    @transaction.atomic
    def handle(
        self,
        *,
        username: str,
        expires_in_days: int | None,
        tenant: list[str],
        operation: list[str],
        **options: Any,
    ) -> str:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username}. Create the login first.")
        if expires_in_days is not None and expires_in_days < 1:
            raise CommandError("--expires-in-days takes a whole number of days, 1 or more.")
        known_keys = {each.meta.key for each in registry}
        if unknown := sorted(set(operation) - known_keys):
            raise CommandError(
                f"There is no operation {', '.join(unknown)}. List them with: contracts list"
            )
        tenants = list(Tenant.objects.visible_to(user).filter(slug__in=tenant))
        if foreign := sorted(set(tenant) - {each.slug for each in tenants}):
            raise CommandError(
                f"{username} is not a member of {', '.join(foreign)}. Add them with create_tenant."
            )
        token, text = ApiToken.objects.issue(
            user=user,
            operations=operation,
            expires_at=timezone.now() + timedelta(days=expires_in_days) if expires_in_days else None,
        )
        token.tenants.set(tenants)
        record_tool(
            "create_api_token",
            tenant=str(tenants[0].pk) if len(tenants) == 1 else "",
            about=about(token),
        )
        return text
