"""Erase a family: at Powens, and here."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openbanking.linking.forgetting import NotForgotten
from openbanking.management.commands.export_tenant import tenant_of
from openbanking.models import Tenant
from openbanking.portability.erasing import NotErased, erase, forget_users
from openbanking.portability.people import People, alone_in


class Command(BaseCommand):
    help = (
        "Erase everything that is a family's, for good: Powens deletes its users with their consents, "
        "its rows and its keys are deleted here, and the audit keeps that it was, without naming it. "
        "Asks for the slug. Exit codes: 0 done, 1 nothing was erased, 2 wrong usage."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The family.")
        parser.add_argument(
            "--confirm", metavar="SLUG", help="The slug once more, where nobody is there to type it."
        )
        parser.add_argument(
            "--people",
            type=People,
            choices=list(People),
            default=People.KEEP,
            help="What becomes of members who belong to no other family and are not on the staff.",
        )
        parser.add_argument(
            "--leave-at-powens",
            action="store_true",
            help="Ask Powens for nothing: for users that were deleted there by other means.",
        )

    def handle(
        self, *, slug: str, confirm: str | None, people: People, leave_at_powens: bool, **options: Any
    ) -> str:
        tenant = tenant_of(slug)
        self._tell(tenant, people)
        if (confirm or input("Type the slug to erase it: ")) != slug:
            raise CommandError("That is not the slug. Nothing was erased.", returncode=2)
        try:
            forgotten = 0 if leave_at_powens else forget_users(tenant, now=timezone.now())
            done = erase(tenant, people=people)
        except NotForgotten as error:
            raise CommandError(
                f"Nothing was erased here: Powens did not delete a user. {error} Try again, or delete "
                "the users in the Powens console and run this with --leave-at-powens."
            ) from None
        except NotErased as error:
            raise CommandError(str(error)) from None
        return (
            f"Erased: {done.rows} rows here, {forgotten} users at Powens, {done.people} people, and "
            f"what {done.records} records of the audit said. Backups have it until they are gone."
        )

    def _tell(self, tenant: Tenant, people: People) -> None:
        self.stderr.write(
            f"{tenant.accounts.count()} accounts, {tenant.memberships.count()} members, of whom "
            f"{alone_in(tenant).count()} belong to nothing else ({people})."
        )
