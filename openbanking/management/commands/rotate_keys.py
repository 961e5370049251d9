"""Bring everything encrypted under newer keys."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from openbanking.access.audit import record_tool
from openbanking.encryption import indexes
from openbanking.encryption.secrets import rewrap
from openbanking.encryption.tenants import make_missing_keys, reseal, retire_keys
from openbanking.fields.encryption import UnreadableSecret
from openbanking.fields.sealing import UnreadableText
from openbanking.models import Tenant
from openbanking.signin import factors


class Command(BaseCommand):
    help = (
        "Encrypt every secret and every data key again with the first of FIELD_ENCRYPTION_KEYS, while "
        "the service runs: put the new key first, restart, run this, then drop the old ones. With "
        "--data-keys each family also gets a new data key, and what it has is brought under that; with "
        "--index-key the service gets a new key of indexes, which takes some seven minutes. "
        "Stopped half-way, it is gone on with by running it again. Exit code 1: something is unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--data-keys",
            action="store_true",
            help="Give families new data keys; one whose last change of keys is not done gets none.",
        )
        parser.add_argument(
            "--index-key",
            action="store_true",
            help="Change the key by whose hashes encrypted text is found, and wait until that is done.",
        )
        parser.add_argument(
            "--tenant",
            action="append",
            default=[],
            metavar="SLUG",
            help="Only the data keys of this family; repeatable.",
        )

    def handle(self, *, data_keys: bool, index_key: bool, tenant: list[str], **options: Any) -> str:
        now = timezone.now()
        tenants = _tenants(tenant)
        rotated, unreadable = self._rewrapped()
        made = make_missing_keys(now=now)
        if data_keys:
            made += retire_keys(tenants, now=now)
        if made:
            self.stdout.write(f"{made} families have a new data key.")
        resealed = self._resealed(tenants, now=now)
        # Signs the ends of the audit with the first key as well.
        record_tool("rotate_keys", about="index key" if index_key else "")
        unreadable += self._reindexed(new_key=index_key)
        if unreadable:
            raise CommandError(
                f"{rotated} secrets are now under the first key. {unreadable} cannot be read: keep the "
                "keys they were written with, or remove them."
            )
        return (
            f"{rotated} secrets are now under the first key; the others may be dropped. "
            f"{resealed} values of families are under newer data keys."
        )

    def _rewrapped(self) -> tuple[int, int]:
        rotated = unreadable = 0
        for column in rewrap():
            rotated += column.rotated
            unreadable += column.unreadable
            if column.unreadable:
                self.stderr.write(f"{column.column}: {column.unreadable} cannot be read.")
        try:
            rotated += factors.rotate()
        except UnreadableSecret:
            unreadable += 1
            self.stderr.write("mfa.Authenticator.data: a second factor cannot be read.")
        return rotated, unreadable

    def _reindexed(self, *, new_key: bool) -> int:
        """Bring indexes under the key in use, a new one to the end; return how many are unreadable."""
        if new_key:
            self.stdout.write(f"A new index key is used from {indexes.announce():%H:%M:%S} UTC on.")
        rows = 0
        while True:
            found = indexes.go_on(now=timezone.now())
            rows += found.rows
            if found.again_at is None or not new_key:
                break
            time.sleep(max(0.0, (found.again_at - timezone.now()).total_seconds()))
        if rows or new_key:
            self.stdout.write(f"{rows} rows are found by the index key in use.")
        if found.again_at is not None:
            self.stdout.write(
                f"The index key is being changed: run this again after {found.again_at:%H:%M:%S} UTC."
            )
        if found.unreadable:
            self.stderr.write(
                f"{found.unreadable} encrypted texts cannot be read: check_plaintext says where."
            )
        return found.unreadable

    def _resealed(self, tenants: QuerySet[Tenant], *, now: datetime) -> int:
        resealed = 0
        for each in tenants.order_by("pk"):
            try:
                resealed += reseal(each, now=now)
            except (UnreadableText, UnreadableSecret) as fault:
                raise CommandError(f"Something of {each.slug} cannot be read. {fault}") from None
        return resealed


def _tenants(slugs: list[str]) -> QuerySet[Tenant]:
    found = Tenant.objects.all()
    if not slugs:
        return found
    found = found.filter(slug__in=slugs)
    if missing := sorted(set(slugs) - set(found.values_list("slug", flat=True))):
        raise CommandError(f"There is no family {', '.join(missing)}.", returncode=2)
    return found
