"""A tenant's file brought into a service that has not got it: all of it, compared, or nothing."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, Q, prefetch_related_objects

from openbanking.fields import SecretField, encrypted_columns, wording_columns
from openbanking.fields.encryption import Secret
from openbanking.models import Institution, SyncRun, Tenant, User
from openbanking.portability.belongings import rows_of
from openbanking.portability.contents import OF_PEOPLE, moved
from openbanking.portability.exporting import FORMAT, MANIFEST, last_migration, part_of
from openbanking.portability.lines import CHUNK, Digest, Values, lines_of, parsed, row_from


class NotImported(Exception):
    """Nothing was brought in; the message says why."""


def import_tenant(file: Path) -> tuple[Tenant, int]:
    """Bring a tenant's file in, and return the tenant with how many rows there were.

    People keep their names and can sign in once they choose a password; nobody is given a right on the
    staff. Tokens of Powens are asked for anew. Raises NotImported, and then nothing is changed.
    """
    try:
        with ZipFile(file) as archive, transaction.atomic():
            return _import(archive)
    except (BadZipFile, KeyError, ValueError, ValidationError, IntegrityError) as fault:
        raise NotImported(f"{file.name} is not a file of this service, or not whole. {fault}") from None


def _import(archive: ZipFile) -> tuple[Tenant, int]:
    manifest = json.loads(archive.read(MANIFEST))
    _check(manifest)
    _bring_people(archive)
    known = _bring_institutions(archive)
    _bring(archive, "shared/runs.jsonl", SyncRun, known)
    rows = 0
    for model in moved():
        rows += _bring(archive, part_of(model), model, known)
    tenant = Tenant.objects.get(pk=manifest["tenant"]["id"])
    _compare(tenant, manifest, {new: old for old, new in known.items()})
    return tenant, rows


def _check(manifest: dict[str, Any]) -> None:
    if manifest.get("format") != FORMAT:
        raise NotImported(f"The file is of the format {manifest.get('format')!r}, not {FORMAT!r}.")
    if manifest["migration"] != last_migration():
        raise NotImported(
            f"The file was made by version {manifest['service']}, whose tables are others "
            f"({manifest['migration']}). Import it there, and bring that service up to date."
        )
    if Tenant.objects.filter(slug=manifest["tenant"]["slug"]).exists():
        raise NotImported(f"There is a family {manifest['tenant']['slug']} here already.")


def _lines(archive: ZipFile, part: str) -> Iterator[Values]:
    with archive.open(part) as lines:
        for line in lines:
            yield parsed(line.decode())


def _bring(archive: ZipFile, part: str, model: type[Model], known: dict[str, str]) -> int:
    """Write the rows of a part, in batches, and return how many there are."""
    rows = (row_from(model, _renamed(said, known)) for said in _lines(archive, part))
    done = 0
    while batch := list(islice(rows, CHUNK)):
        for row in batch:
            _give_secrets(row)
        prefetch_related_objects(batch, *_ways_to_tenant(model))
        if model is Tenant:
            # Saved one by one: its data key is made with it.
            for row in batch:
                row.save(force_insert=True)
        else:
            # A run is several tenants': it may be here from another's file.
            model._base_manager.bulk_create(batch, ignore_conflicts=model is SyncRun)
        done += len(batch)
    return done


def _ways_to_tenant(model: type[Model]) -> set[str]:
    """Return what leads from rows to their tenant, whose key they are encrypted with."""
    ways = (each.tenant.rpartition("__")[0] for each in wording_columns(model))
    return {*ways, *(each.tenant.rpartition("__")[0] for each in encrypted_columns(model))} - {""}


def _give_secrets(row: Model) -> None:
    """Give a row new secrets where it cannot be without: those of the file stayed where they were."""
    for field in row._meta.concrete_fields:
        if isinstance(field, SecretField) and not field.null:
            setattr(row, field.attname, Secret.seal(secrets.token_urlsafe(32)))


def _bring_people(archive: ZipFile) -> None:
    """Make those who are not here. Raises NotImported where a user name is another person's here."""
    for said in _lines(archive, "shared/members.jsonl"):
        here = User.objects.filter(Q(username=said["username"]) | Q(pk=said["id"])).first()
        if here is None:
            person = User(**{name: said[name] for name in OF_PEOPLE})
            person.set_unusable_password()
            person.save(force_insert=True)
        elif (str(here.pk), here.username) != (said["id"], said["username"]):
            # Whoever it is, they are not let into a family by their name alone.
            raise NotImported("Somebody here has the user name of a member and is another person.")
    for said in _lines(archive, "shared/others.jsonl"):
        if not User.objects.filter(pk=said["id"]).exists():
            stranger = User(id=said["id"], username=f"gone-{said['id']}", is_active=False)
            stranger.set_unusable_password()
            stranger.save(force_insert=True)


def _bring_institutions(archive: ZipFile) -> dict[str, str]:
    known: dict[str, str] = {}
    for said in _lines(archive, "shared/institutions.jsonl"):
        here = Institution.objects.filter(code=said["code"]).first()
        if here is None:
            row_from(Institution, said).save(force_insert=True)
        elif str(here.pk) != said["id"]:
            known[said["id"]] = str(here.pk)
    return known


def _renamed(said: Values, known: dict[str, str]) -> Values:
    """Return what a line says with the ids that rows have here."""
    return {
        name: known.get(value, value) if isinstance(value, str) and name.endswith("_id") else value
        for name, value in said.items()
    }


def _compare(tenant: Tenant, manifest: dict[str, Any], known: dict[str, str]) -> None:
    """Read everything back, and compare it with what the file was made of."""
    for model in moved():
        digest = Digest()
        for line in lines_of(rows_of(tenant, model)):
            digest.add(line if not known else _line(_renamed(parsed(line), known)))
        said = manifest["parts"][part_of(model)]
        if (digest.count, str(digest)) != (said["rows"], said["sha256"]):
            raise NotImported(f"{part_of(model)} does not say here what it said when it was written.")


def _line(said: Values) -> str:
    return json.dumps(said, ensure_ascii=False, sort_keys=True)
