"""Bring a statement that a bank exported into a manual account."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from openbanking.access.audit import about, record_tool
from openbanking.models import ManualAccount
from openbanking.statements import (
    CsvOptions,
    StatementRefused,
    UnreadableStatement,
    import_statement,
    parsed_columns,
    read_statement,
)

WRONG_USAGE = 2


class Command(BaseCommand):
    help = (
        "Import a statement in CSV, OFX or camt.053 for a manual account: all of the file or nothing. "
        "Files may overlap, each row is kept once. docs/statements.md says which columns a CSV may have."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", help="Id of a manual account; the admin shows it.")
        parser.add_argument("file", type=Path, help="The file that the bank exported.")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="NAME=HEADER",
            help="A column of a CSV that has a name of its own: amount=Montant; repeatable.",
        )
        parser.add_argument(
            "--decimal-mark", choices=[",", "."], default="", help="Of a CSV that leaves it in doubt."
        )
        parser.add_argument(
            "--date-format",
            default="",
            metavar="FORMAT",
            help="How a CSV writes days, if not like 2026-03-02 or 02/03/2026: %%m/%%d/%%Y.",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would be new, keep nothing."
        )

    def handle(
        self,
        *,
        account: str,
        file: Path,
        column: list[str],
        decimal_mark: str,
        date_format: str,
        dry_run: bool,
        **options: Any,
    ) -> str:
        found = _account_of(account)
        try:
            asked = CsvOptions(
                columns=parsed_columns(column), decimal_mark=decimal_mark, date_format=date_format
            )
            statement = read_statement(file.read_bytes(), asked)
            with transaction.atomic():
                done = import_statement(found, statement, by=None, now=timezone.now())
                record_tool("import_statement", tenant=str(found.tenant_id), about=about(found))
                transaction.set_rollback(dry_run)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.", returncode=WRONG_USAGE) from None
        except (UnreadableStatement, StatementRefused) as error:
            raise CommandError(f"Nothing was imported. {error}") from None
        return f"{statement.format.label}, {done}"


def _account_of(text: str) -> ManualAccount:
    try:
        return ManualAccount.objects.get(pk=UUID(text))
    except (ValueError, ManualAccount.DoesNotExist):
        raise CommandError(
            "There is no such manual account. The admin shows the id of each.", returncode=WRONG_USAGE
        ) from None
