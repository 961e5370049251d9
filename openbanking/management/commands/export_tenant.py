"""Write everything that is a family's into one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from openbanking.access.audit import record_tool
from openbanking.models import Tenant
from openbanking.portability.exporting import NotExported, export

WRONG_USAGE = 2


class Command(BaseCommand):
    help = (
        "Write everything that is a family's into a zip of JSON lines: accounts, balances, "
        "transactions, holdings, what is kept by hand, its members and its audit. Amounts are exact, "
        "secrets stay here. "
        "IBANs and names are in the clear: keep the file as you would keep the database. "
        "import_tenant brings it into another service."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The family.")
        parser.add_argument(
            "--into", type=Path, required=True, metavar="FILE", help="The file to write."
        )

    def handle(self, *, slug: str, into: Path, **options: Any) -> str:
        tenant = tenant_of(slug)
        if into.exists():
            raise CommandError(f"{into} is there already.", returncode=WRONG_USAGE)
        record_tool("export_tenant", tenant=str(tenant.pk))
        try:
            done = export(tenant, into, now=timezone.now())
        except OSError as error:
            raise CommandError(f"{into}: {error.strerror}.", returncode=WRONG_USAGE) from None
        except NotExported as refusal:
            raise CommandError(f"Nothing was exported. {refusal}") from None
        return f"{done.rows} rows are in {into}."


def tenant_of(slug: str) -> Tenant:
    """Return the family of a slug; raises CommandError."""
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise CommandError(f"There is no family {slug}.", returncode=WRONG_USAGE)
    return tenant
