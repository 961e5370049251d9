"""Make a bearer token for the REST interface."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from openbanking.access.audit import about, record_tool
from openbanking.access.tokens import (
    NothingLeft,
    accounts_for_tokens,
    expiry_in,
    make_token,
    operation_keys,
    usual_days,
)
from openbanking.models import Account, Tenant, User


class Command(BaseCommand):
    help = "Print a new token, once: only its hash is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="Whose rights the token carries.")
        parser.add_argument("--name", default="", help="What it is for, to know it by in lists.")
        parser.add_argument(
            "--expires-in-days",
            type=int,
            metavar="N",
            help="For how long it is good; 0: for ever. Default: API_TOKEN_DAYS (90).",
        )
        narrowings = {
            "--tenant": ("SLUG", "Only this family; repeatable."),
            "--account": ("ID", "Only this account; repeatable. It reads no other."),
            "--operation": ("KEY", "Only this operation; repeatable."),
        }
        for flag, (metavar, text) in narrowings.items():
            parser.add_argument(flag, action="append", default=[], metavar=metavar, help=text)

    @transaction.atomic
    def handle(
        self,
        *,
        username: str,
        name: str,
        expires_in_days: int | None,
        tenant: list[str],
        account: list[str],
        operation: list[str],
        **options: Any,
    ) -> str:
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no user {username}. Create the login first.")
        days = usual_days() if expires_in_days is None else expires_in_days
        if days < 0:
            raise CommandError("--expires-in-days takes a whole number of days; 0 means for ever.")
        if unknown := sorted(set(operation) - operation_keys()):
            raise CommandError(
                f"There is no operation {', '.join(unknown)}. List them with: contracts list"
            )
        try:
            token, text = make_token(
                user,
                name=name,
                operations=operation,
                tenants=_tenants(user, tenant) if tenant else None,
                accounts=_accounts(user, tenant, account) if account else None,
                expires_at=expiry_in(days, now=timezone.now()),
            )
        except NothingLeft:
            raise CommandError(
                f"{', '.join(operation)} cannot be run for some accounts alone. Leave --account out."
            ) from None
        named = list(token.tenants.values_list("pk", flat=True))
        record_tool(
            "create_api_token",
            tenant=str(named[0]) if len(named) == 1 else "",
            about=about(token),
        )
        if not days:
            self.stderr.write("This token is good until it is revoked: it does not expire.")
        return text


def _tenants(user: User, slugs: list[str]) -> list[Tenant]:
    tenants = list(Tenant.objects.visible_to(user).filter(slug__in=slugs))
    if foreign := sorted(set(slugs) - {each.slug for each in tenants}):
        raise CommandError(
            f"{user.username} is not a member of {', '.join(foreign)}. Add them with create_tenant."
        )
    return tenants


def _accounts(user: User, slugs: list[str], ids: list[str]) -> list[Account]:
    try:
        wanted = {UUID(each) for each in ids}
    except ValueError:
        raise CommandError("--account takes the id of an account, as accounts.list has it.") from None
    theirs = accounts_for_tokens(user)
    if slugs:
        theirs = theirs.filter(tenant__in=_tenants(user, slugs))
    found = list(theirs.filter(pk__in=wanted))
    if missing := wanted - {each.pk for each in found}:
        raise CommandError(f"{user.username} has no account {', '.join(sorted(map(str, missing)))}.")
    return found
