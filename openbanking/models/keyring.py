"""The data keys that this process has unwrapped, for a while: asked of the database once in KEPT_FOR.

A key is in use from the row that makes it, which is written with its tenant: where the tenant's row is
rolled back, nothing is ever encrypted with its key.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from datetime import datetime
from threading import Lock
from time import monotonic, time
from typing import Any, NamedTuple
from uuid import UUID

from django.apps import AppConfig
from django.db.migrations.state import StateApps
from django.db.models import Case, Value, When
from django.db.models.signals import post_migrate, post_save

from openbanking.fields.encryption import Secret
from openbanking.fields.sealing import DataKey, UnreadableText, keys_from
from openbanking.models.keys import ServiceKey, TenantKey
from openbanking.models.tenancy import Tenant

# Seconds for which a process goes on with a key that another has retired or destroyed.
KEPT_FOR = 300
# Seconds after which a key of indexes that is announced is used: by then every process has asked again,
# and all begin by the clock, at once.
USED_AFTER = KEPT_FOR + 60
# How many are asked for at once, and kept at most: a list of staff shows many tenants.
TOGETHER, MOST = 500, 5_000


class IndexKeys(NamedTuple):
    """The key of blind indexes, and one that takes its place from an instant on (seconds since 1970)."""

    present: bytes
    coming: bytes | None = None
    used_from: float = 0.0

    def at(self, now: float) -> Sequence[bytes]:
        """Return the one in use, then the other."""
        if self.coming is None:
            return (self.present,)
        if now < self.used_from:
            return (self.present, self.coming)
        return (self.coming, self.present)


NO_KEYS = IndexKeys(b"")
# No more columns than there ever were: migrations index too.
SAID_OF_KEYS = ("purpose", "wrapped", "created_at")


class Keyring:
    """Keys by id, and which of them a tenant's text is encrypted with."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._by_id: dict[bytes, tuple[float, DataKey]] = {}
        self._wrapped: dict[bytes, tuple[float, Secret | None]] = {}
        self._in_use: dict[UUID, tuple[float, bytes]] = {}
        self._index: tuple[float, IndexKeys] = (0.0, NO_KEYS)

    def of_tenant(self, tenant: UUID) -> tuple[bytes, DataKey]:
        """Return the id of the tenant's key in use, and the key; raises UnreadableText without one."""
        until, key_id = self._in_use.get(tenant, (0.0, b""))
        if until < monotonic():
            in_use = TenantKey.objects.filter(tenant=tenant, retired_at__isnull=True)
            # No more columns than there ever were: migrations encrypt too.
            found = in_use.values_list("pk", "wrapped").first()
            if found is None:
                raise UnreadableText("The family has no data key: it was destroyed, or never made.")
            key_id = self.take(tenant, *found)
        return key_id, self.by_id(key_id)

    def by_id(self, key_id: bytes) -> DataKey:
        """Return a key; raises UnreadableText where it is gone, UnreadableSecret for no master key."""
        until, key = self._by_id.get(key_id, (0.0, None))
        if key is None or until < monotonic():
            until, wrapped = self._wrapped_by_id(key_id)
            key = DataKey(_unwrapped(wrapped))
            self._by_id[key_id] = until, key
        return key

    def indexes(self) -> Sequence[bytes]:
        """Return the service's keys of blind indexes, the one in use first.

        Raises UnreadableText where there is none, UnreadableSecret for no master key.
        """
        until, keys = self._index
        if until < monotonic():
            keys = _index_keys()
            self._index = monotonic() + KEPT_FOR, keys
        return keys.at(time())

    def take(self, tenant: UUID, key: UUID, wrapped: Secret | None) -> bytes:
        """Go on with a key for its tenant, and return its id."""
        until = monotonic() + KEPT_FOR
        with self._lock:
            self._make_room()
            self._wrapped[key.bytes] = until, wrapped
            self._in_use[tenant] = until, key.bytes
        return key.bytes

    def forget(self) -> None:
        """Ask the database for every key anew."""
        with self._lock:
            for each in (self._by_id, self._wrapped, self._in_use):
                each.clear()
            self._index = (0.0, NO_KEYS)

    def _wrapped_by_id(self, key_id: bytes) -> tuple[float, Secret | None]:
        until, wrapped = self._wrapped.get(key_id, (0.0, None))
        if wrapped is not None and until >= monotonic():
            return until, wrapped
        # Those of others come along: a page with rows of many tenants costs one statement.
        wanted = Case(When(pk=UUID(bytes=key_id), then=Value(0)), default=Value(1))
        rows = TenantKey.objects.order_by(wanted, "-pk").values_list("pk", "wrapped")[:TOGETHER]
        until = monotonic() + KEPT_FOR
        with self._lock:
            self._make_room()
            self._wrapped.pop(key_id, None)
            self._wrapped |= {pk.bytes: (until, each) for pk, each in rows}
            found = self._wrapped.get(key_id)
        if found is None:
            raise UnreadableText
        return found

    def _make_room(self) -> None:
        for each in (self._by_id, self._wrapped, self._in_use):
            if len(each) >= MOST:
                each.clear()


keyring = Keyring()
keys_from(keyring)


def _index_keys() -> IndexKeys:
    rows = ServiceKey.objects.filter(purpose__in=(ServiceKey.INDEX, ServiceKey.NEXT_INDEX))
    kept = {purpose: (wrapped, at) for purpose, wrapped, at in rows.values_list(*SAID_OF_KEYS)}
    if ServiceKey.INDEX not in kept:
        raise UnreadableText("The key of indexes is missing: run manage.py migrate.")
    present = _unwrapped(kept[ServiceKey.INDEX][0])
    if ServiceKey.NEXT_INDEX not in kept:
        return IndexKeys(present)
    wrapped, announced_at = kept[ServiceKey.NEXT_INDEX]
    return IndexKeys(present, _unwrapped(wrapped), announced_at.timestamp() + USED_AFTER)


def _unwrapped(wrapped: Secret | None) -> bytes:
    if wrapped is None:
        raise UnreadableText("A key is empty.")
    return base64.b64decode(wrapped.reveal())


def fresh_key() -> str:
    """Return a new key of 256 bits, in letters, to be wrapped."""
    return base64.b64encode(os.urandom(32)).decode()


def make_key(tenant: Tenant, *, now: datetime) -> TenantKey:
    """Make a key for a tenant, and go on with it; the one in use so far is retired."""
    tenant.keys.filter(retired_at__isnull=True).update(retired_at=now, updated_at=now)
    key = TenantKey.objects.create(tenant=tenant, wrapped=fresh_key(), created_at=now, updated_at=now)
    keyring.take(tenant.pk, key.pk, key.wrapped)
    return key


def destroy_keys(tenant: Tenant) -> int:
    """Destroy the keys of a tenant, and return how many: nothing that was encrypted for it opens again.

    Whoever erases a tenant calls this first: what is left in free pages of the database, in logs it
    replays and in other tables is ciphertext from then on. Other processes forget the keys within
    KEPT_FOR seconds. Copies of the table in backups end with those.
    """
    count, _ = tenant.keys.all().delete()
    keyring.forget()
    return count


def listen() -> None:
    """Have each tenant made with its key, and the service with its own."""
    post_save.connect(_with_its_key, sender=Tenant, dispatch_uid="openbanking.keys.tenant")
    post_migrate.connect(_with_the_index_key, dispatch_uid="openbanking.keys.index")


def _with_its_key(instance: Tenant, created: bool, raw: bool, **kwargs: Any) -> None:
    # A dump brings the keys that its rows are encrypted with.
    if created and not raw:
        make_key(instance, now=instance.created_at)


def _with_the_index_key(sender: AppConfig, apps: StateApps | None = None, **kwargs: Any) -> None:
    """Make the key of indexes where there is none: in a new database, or one that was emptied."""
    if sender.label != TenantKey._meta.app_label:
        return
    # Where migrations stop before it, or go back, there is no such table.
    if apps is None or "servicekey" in apps.all_models[sender.label]:
        ServiceKey.objects.get_or_create(purpose=ServiceKey.INDEX, defaults={"wrapped": fresh_key()})
        keyring.forget()
