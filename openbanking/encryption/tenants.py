"""Bring what tenants have under newer data keys, column by column, while the service goes on.

Which key a value is under stands in it, so what is left to do is known at any time: a run that was
stopped is gone on with by the next one. Nothing waits for a lock: a value is changed where it still is
what was read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, QuerySet

from openbanking.encryption.wordings import reworded, worded_models
from openbanking.fields import EncryptedTextField, encrypted_columns
from openbanking.fields.sealing import key_of
from openbanking.models import Tenant, TenantKey
from openbanking.models.keyring import keyring, make_key

BATCH = 500
# A remembered answer is under the key of its day, and other processes go on with a key for a while.
KEPT_AFTER = timedelta(days=2)


def columns() -> Iterator[tuple[type[models.Model], EncryptedTextField]]:
    """Yield every column that holds ciphertext of tenants."""
    for model in apps.get_models():
        for field in encrypted_columns(model):
            yield model, field


def make_missing_keys(*, now: datetime) -> int:
    """Make a key for each tenant that has none, and return how many had none."""
    in_use = TenantKey.objects.filter(tenant=OuterRef("pk"), retired_at__isnull=True)
    without = list(Tenant.objects.exclude(Exists(in_use)))
    for tenant in without:
        _make_key(tenant, now=now)
    return len(without)


def retire_keys(tenants: QuerySet[Tenant], *, now: datetime) -> int:
    """Give each of these tenants a new key, and return to how many.

    One whose text is still under a former key has got its new one: that run is gone on with.
    """
    former = TenantKey.objects.filter(tenant=OuterRef("pk"), retired_at__isnull=False)
    retired = 0
    for tenant in tenants.exclude(Exists(former)):
        _make_key(tenant, now=now)
        retired += 1
    return retired


def _make_key(tenant: Tenant, *, now: datetime) -> None:
    try:
        with transaction.atomic():
            make_key(tenant, now=now)
    except Exception:
        # Nothing may be encrypted with a key that is not there.
        keyring.forget()
        raise


def reseal(tenant: Tenant, *, now: datetime) -> int:
    """Bring what a tenant has under its key in use, and return how many values were not.

    A former key goes once nothing has been encrypted with it for KEPT_AFTER. Raises UnreadableText.
    """
    former = list(tenant.keys.filter(retired_at__isnull=False))
    if not former:
        return 0
    ids = {each.pk for each in former}
    resealed = sum(_resealed(model, field, tenant, ids) for model, field in columns())
    resealed += sum(reworded(model, tenant, ids) for model in worded_models())
    if not resealed:
        tenant.keys.filter(retired_at__lt=now - KEPT_AFTER).delete()
    return resealed


def rows_of(model: type[models.Model], field: EncryptedTextField, tenant: Tenant) -> QuerySet[Any]:
    """Return the rows of a tenant that have something in an encrypted column."""
    return model._base_manager.filter(**{field.tenant: tenant.pk}).exclude(**{field.name: b""})


def _resealed(
    model: type[models.Model], field: EncryptedTextField, tenant: Tenant, former: set[UUID]
) -> int:
    count = 0
    rows = rows_of(model, field, tenant).order_by("pk").values_list("pk", field.name)
    for pk, found in rows.iterator(chunk_size=BATCH):
        kept = bytes(found)
        if key_of(kept) in former:
            newer = field.sealed(field.opened(kept), tenant.pk)
            row = model._base_manager.filter(**{"pk": pk, field.name: kept})
            count += row.update(**{field.name: newer})
    return count
