"""Tell the service which Powens user belongs to which member of a tenant."""

from __future__ import annotations

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openbanking.access.audit import about, record_tool
from openbanking.linking.users import CannotLink, link_powens_user


class Command(BaseCommand):
    help = (
        "Link a Powens user to a member of a family. The user's permanent token is read from "
        "standard input, else from POWENS_USER_TOKEN; without one a new token is asked of Powens."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The family.")
        parser.add_argument("--powens-user-id", required=True, metavar="ID", help="Id at Powens.")
        parser.add_argument(
            "--user", required=True, metavar="USERNAME", help="The member whose banks these are."
        )

    def handle(self, *, slug: str, powens_user_id: str, user: str, **options: Any) -> str:
        try:
            linked = link_powens_user(
                tenant_slug=slug,
                external_id=powens_user_id,
                username=user,
                token=_token(),
                now=timezone.now(),
            )
        except CannotLink as error:
            raise CommandError(str(error)) from None
        record_tool("link_powens_user", tenant=str(linked.tenant_id), about=about(linked))
        return f"{linked} is linked. Read it with: sync_powens --tenant {slug}"


def _token() -> str:
    """Read a token from a pipe; a terminal is not waited for, secrets are not typed in the open."""
    piped = "" if sys.stdin is None or sys.stdin.isatty() else sys.stdin.read().strip()
    return piped or os.environ.get("POWENS_USER_TOKEN", "").strip()
