"""Create a tenant and say who belongs to it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_slug
from django.db import transaction

from openbanking.access.audit import record_tool
from openbanking.models import Membership, Tenant, User


class Command(BaseCommand):
    help = "Create or update a family and its members. Members are added, never removed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="Short name: letters, digits and dashes.")
        parser.add_argument("--name", help="Name shown to people; the slug when left out.")
        parser.add_argument(
            "--member",
            action="append",
            default=[],
            metavar="USERNAME",
            help="An existing user who may read this family; repeatable.",
        )
        parser.add_argument(
            "--admin",
            action="append",
            default=[],
            metavar="USERNAME",
            help="An existing user who may also ask Powens for fresh data; repeatable.",
        )

    @transaction.atomic
    def handle(
        self, *, slug: str, name: str | None, member: list[str], admin: list[str], **options: Any
    ) -> str:
        try:
            validate_slug(slug)
        except ValidationError:
            raise CommandError(
                f"{slug!r} is not a slug. Use letters, digits, dashes and underscores."
            ) from None
        people = _people([*member, *admin])
        tenant, _ = Tenant.objects.update_or_create(
            slug=slug,
            defaults={"name": name} if name else {},
            create_defaults={"name": name or slug},
        )
        for username in member:
            Membership.objects.get_or_create(tenant=tenant, user=people[username])
        for username in admin:
            Membership.objects.update_or_create(
                tenant=tenant, user=people[username], defaults={"role": Membership.Role.ADMIN}
            )
        record_tool("create_tenant", tenant=str(tenant.pk))
        return str(tenant.pk)


def _people(usernames: list[str]) -> dict[str, User]:
    people = {user.username: user for user in User.objects.filter(username__in=usernames)}
    if missing := sorted(set(usernames) - set(people)):
        raise CommandError(
            f"There is no user {', '.join(missing)}. Create the login in the admin, or with "
            "createsuperuser for staff."
        )
    return people
