"""Bring the file of a family, written by export_tenant, into this service."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from openbanking.access.audit import record_tool
from openbanking.portability.importing import NotImported, import_tenant


class Command(BaseCommand):
    help = (
        "Bring the file of a family into a service of the same version that has not got it, and "
        "compare it with what was written. Members choose a password anew, Powens is asked for new "
        "tokens, and addresses of alerts get a new secret and wait for their path. All of it is "
        "imported, or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="What export_tenant wrote.")

    def handle(self, *, file: Path, **options: Any) -> str:
        try:
            tenant, rows = import_tenant(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}.", returncode=2) from None
        except NotImported as refusal:
            raise CommandError(f"Nothing was imported. {refusal}") from None
        record_tool("import_tenant", tenant=str(tenant.pk))
        return f"{tenant.slug} is here: {rows} rows, each as it was written."
