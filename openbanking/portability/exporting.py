"""A tenant in one file: JSON lines in a zip, with how many there are of each and a digest of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from openbanking.encryption.wordings import has_unopened
from openbanking.models import Tenant
from openbanking.portability.belongings import rows_of
from openbanking.portability.contents import documents, moved, shared_rows
from openbanking.portability.lines import Digest, lines_of

FORMAT = "family-banking-tenant/1"
MANIFEST = "manifest.json"


class NotExported(Exception):
    """No file was written; the message says why."""


@dataclass(slots=True)
class Exported:
    """What is in the file of a tenant: of each part how many lines, and their digest."""

    parts: dict[str, Digest] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return how many lines there are in all."""
        return sum(each.count for each in self.parts.values())


def parts_of(tenant: Tenant) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield each part of a tenant's file: its name, and its lines."""
    for name, rows, columns in shared_rows(tenant):
        yield f"shared/{name}.jsonl", lines_of(rows, columns)
    for model in moved():
        yield part_of(model), lines_of(rows_of(tenant, model))
    for model in documents():
        yield f"documents/{model._meta.label}.jsonl", lines_of(rows_of(tenant, model))


def part_of(model: type[Model]) -> str:
    """Return the name of the part with the rows of a model."""
    return f"rows/{model._meta.label}.jsonl"


def export(tenant: Tenant, file: Path, *, now: datetime) -> Exported:
    """Write a tenant's file, readable by its owner alone; raises OSError.

    All of it is of one moment. Raises NotExported where wordings would be in it that nobody could read.
    """
    if has_unopened(tenant):
        raise NotExported(
            "Wordings are encrypted, and ENCRYPT_WORDINGS is false: run encrypt_wordings first."
        )
    done = Exported()
    file.touch(mode=0o600)
    file.chmod(0o600)
    with _one_moment(), ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, lines in parts_of(tenant):
            digest = done.parts[name] = Digest()
            with archive.open(name, "w", force_zip64=True) as part:
                for line in lines:
                    part.write(f"{digest.add(line)}\n".encode())
        archive.writestr(MANIFEST, json.dumps(_manifest(tenant, done, now), indent=2))
    return done


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read what was so when the first statement was sent, whatever others write meanwhile."""
    begins = not connection.in_atomic_block
    with transaction.atomic():
        if begins and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _manifest(tenant: Tenant, done: Exported, now: datetime) -> dict[str, object]:
    return {
        "format": FORMAT,
        "service": settings.VERSION,
        "migration": last_migration(),
        "exportedAt": now.isoformat(),
        "tenant": {"id": str(tenant.pk), "slug": tenant.slug},
        "parts": {
            name: {"rows": digest.count, "sha256": str(digest)} for name, digest in done.parts.items()
        },
    }


def last_migration() -> str:
    """Return the last migration of ours that the database has: rows look as it left them."""
    applied = MigrationRecorder.Migration.objects.filter(app="openbanking")
    return max(applied.values_list("name", flat=True), default="")
