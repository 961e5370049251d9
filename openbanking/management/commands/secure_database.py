"""Put up the second wall between families, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from openbanking.walls.roles import CannotMakeRole, ensure
from openbanking.walls.securing import Roles, build, outdated, policies


class Command(BaseCommand):
    help = (
        "Make the roles of web processes and of workers, as DATABASE_URL_WEB and DATABASE_URL_WORKER "
        "name them, grant them what they need, and have each table show a web process the rows of the "
        "families it asks for alone. Run it as the owner of the tables, after each migrate; again and "
        "again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing; exit with 1 if a policy is not in place.",
        )

    def handle(self, *, check: bool, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has rows that some may not see.", returncode=2)
        databases: Mapping[Any, dict[str, Any]] = settings.ROLE_DATABASES
        web, worker = (databases.get(process, {}) for process in ("web", "worker"))
        names = {each.get("USER", "") for each in (web, worker, connection.settings_dict)}
        if len(names) != 3 or "" in names:
            raise CommandError(
                "DATABASE_URL, DATABASE_URL_WEB and DATABASE_URL_WORKER must each name a user of "
                "its own.",
                returncode=2,
            )
        roles = Roles(web=web["USER"], worker=worker["USER"])
        if check:
            self._check(roles)
            return
        try:
            for each in (web, worker):
                if ensure(connection, each["USER"], each.get("PASSWORD", "")):
                    self.stdout.write(f"The role {each['USER']} may sign in.")
        except CannotMakeRole as refusal:
            raise CommandError(str(refusal), returncode=1) from None
        with transaction.atomic():
            changed = build(connection, roles)
        self.stdout.write(f"Policies of {len(changed) or 'no'} tables changed.")

    def _check(self, roles: Roles) -> None:
        missing = sorted({each.table for each in outdated(connection, policies(roles))})
        if missing:
            raise CommandError(f"Run secure_database for: {', '.join(missing)}.", returncode=1)
        self.stdout.write("Every policy is in place.")
