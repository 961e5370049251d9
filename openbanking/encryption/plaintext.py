"""Look for personal data that is in the clear though it should be encrypted.

Two ways: what encrypted columns hold that was never encrypted, or that no key opens; and valid IBANs in
columns of text and JSON, of any table. Wordings of transactions and statements hold IBANs of others as
banks write them: those are in the clear by choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import F, TextField
from django.db.models.functions import Cast
from stdnum import iban

from openbanking.encryption.tenants import columns
from openbanking.encryption.wordings import sealed_rows, worded_models
from openbanking.fields import SecretField, wording_columns
from openbanking.fields.sealing import is_sealed, key_of
from openbanking.fields.wording import MARK
from openbanking.models import StatementEntry, TenantKey, Transaction

# Found by the database; what is found is then checked by its digits.
LIKE_IBAN = "[A-Z]{2}[0-9]{2} ?[A-Z0-9]{4} ?[A-Z0-9]{4} ?[A-Z0-9]{3}"
IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Z0-9])")
SHORTEST, LONGEST = 15, 34
AS_BANKS_WRITE: tuple[type[models.Model], ...] = (Transaction, StatementEntry)
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """How many rows of a column hold what, and whether that is so by choice."""

    column: str
    rows: int
    what: str
    by_choice: bool = False

    def __str__(self) -> str:
        choice = ", as banks write them: in the clear by choice" if self.by_choice else ""
        return f"{self.column}: {self.rows} rows {self.what}{choice}."


def plain_text() -> Iterator[Finding]:
    """Yield what is in the clear, and what nobody can open, column by column; never a value itself."""
    yield from _encrypted_columns()
    yield from wordings_in_another_form()
    remembered = apps.get_model("contracts", "RememberedAnswer")._base_manager
    plain = remembered.exclude(answer__startswith="tenant:")
    plain = plain.exclude(answer__startswith="service:").exclude(answer="")
    if rows := plain.count():
        yield Finding("contracts.RememberedAnswer.answer", rows, "were never encrypted")
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if _is_text(field) and (rows := _rows_with_ibans(model, field.name)):
                yield Finding(
                    f"{model._meta.label}.{field.name}",
                    rows,
                    "hold IBANs",
                    by_choice=model in AS_BANKS_WRITE and not settings.ENCRYPT_WORDINGS,
                )


def _encrypted_columns() -> Iterator[Finding]:
    keys = set(TenantKey.objects.values_list("pk", flat=True))
    for model, field in columns():
        plain = lost = 0
        kept = model._base_manager.exclude(**{field.name: b""}).values_list(field.name, flat=True)
        for each in kept.order_by().iterator(chunk_size=CHUNK):
            value = bytes(each)
            if not is_sealed(value):
                plain += 1
            elif key_of(value) not in keys:
                lost += 1
        name = f"{model._meta.label}.{field.name}"
        if plain:
            yield Finding(name, plain, "were never encrypted")
        if lost:
            yield Finding(name, lost, "are under a key that is gone")


def wordings_in_another_form() -> Iterator[Finding]:
    """Yield where wordings are not in the form that ENCRYPT_WORDINGS asks for."""
    for model in worded_models():
        sealed, every = sealed_rows(model), model._base_manager.order_by()
        if not settings.ENCRYPT_WORDINGS:
            if rows := every.filter(sealed).count():
                what = "have encrypted wordings, which are not opened: run encrypt_wordings"
                yield Finding(model._meta.label, rows, what)
            continue
        for field in wording_columns(model):
            plain = every.exclude(**{field.name: ""}).exclude(**{f"{field.name}__startswith": MARK})
            if rows := plain.count():
                yield Finding(f"{model._meta.label}.{field.name}", rows, "were never encrypted")


def _is_text(field: models.Field[object, object]) -> bool:
    """Tell whether a column may hold an IBAN: one of text that is long enough, or of JSON."""
    if isinstance(field, SecretField) or field.choices:
        return False
    if isinstance(field, models.CharField):
        return field.max_length is None or field.max_length >= SHORTEST
    return isinstance(field, models.TextField | models.JSONField)


def _rows_with_ibans(model: type[models.Model], name: str) -> int:
    rows = model._base_manager.order_by().annotate(as_text=Cast(F(name), TextField()))
    found = rows.filter(as_text__regex=LIKE_IBAN).values_list("as_text", flat=True)
    return sum(_has_iban(text) for text in found.iterator(chunk_size=CHUNK))


def _has_iban(text: str) -> bool:
    return any(_begins_with_iban("".join(each.group().split())) for each in IBAN.finditer(text))


def _begins_with_iban(number: str) -> bool:
    """Tell whether a run of letters and digits begins with an IBAN: the next word may follow it."""
    longest = min(len(number), LONGEST)
    return any(iban.is_valid(number[:length]) for length in range(SHORTEST, longest + 1))
