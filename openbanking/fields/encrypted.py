"""Columns of a tenant's text that only ever hold ciphertext, and what they are found by.

    iban = EncryptedTextField()
    iban_index = BlindIndexField(of="iban", normal=bare)

A row of the model reads and takes plain text, and opens it when asked. Whatever else reads the column,
`values_list` or a prepared query, gets what is kept, and opens it by `opener(Account, "iban")`: so a
query has no work with what it does not show.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from openbanking.fields import sealing

# Marks ciphertext in a dump, so that loading it does not encrypt it once more.
DUMPED = "encrypted:"


class _Text(str):
    """The text of a column with what is kept of it: dumps are loaded past `pre_save`."""

    __slots__ = ("kept",)
    kept: bytes


class _Opened(DeferredAttribute):
    """Gives the plain text of a row's column; what was assigned stays plain until it is saved."""

    field: EncryptedTextField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        kept = super().__get__(instance, cls)
        if not isinstance(kept, bytes):
            return kept
        text = _Text(self.field.opened(kept))
        text.kept = kept
        return text

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, memoryview):
            value = bytes(value)
        # Of another row, perhaps of another tenant: it is encrypted anew.
        instance.__dict__[self.field.attname] = str(value) if isinstance(value, _Text) else value


class EncryptedTextField(models.BinaryField["str | bytes", str]):
    """Text under the tenant's data key: assign and read plain text, keep ciphertext.

    `tenant` leads from a row to the id of its tenant. It is compared by equality of what is kept alone;
    what it says is looked for by a BlindIndexField.
    """

    description = "Text, encrypted at rest"
    descriptor_class = _Opened

    def __init__(self, *args: Any, tenant: str = "tenant_id", **kwargs: Any) -> None:
        self.tenant = tenant
        super().__init__(*args, **{"default": b"", "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """Return what migrations write down of it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "tenant": self.tenant}

    @property
    def context(self) -> bytes:
        """Return the name of the column, which is authenticated with what it holds."""
        return f"{self.model._meta.label_lower}.{self.name}".encode()

    def opened(self, kept: bytes) -> str:
        """Return the plain text of what the column holds; raises UnreadableText."""
        return sealing.opened(kept, context=self.context)

    def sealed(self, text: str, tenant: UUID) -> bytes:
        """Return what the column holds of a plain text; raises UnreadableText."""
        return sealing.seal(text, tenant=tenant, context=self.context)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal plain text on the row itself, so that it is opaque in it from now on."""
        kept = model_instance.__dict__.get(self.attname, b"")
        if isinstance(kept, str):
            kept = self.sealed(kept, self.tenant_of(model_instance)) if kept else b""
            model_instance.__dict__[self.attname] = kept
        return kept

    def tenant_of(self, row: models.Model) -> UUID:
        """Return the id of the tenant whose row it is."""
        found: Any = row
        for step in self.tenant.split("__"):
            found = getattr(found, step)
        return UUID(str(found))

    def get_prep_value(self, value: Any) -> Any:
        """Take what is kept as it is; raises TypeError for plain text: its tenant is not known here."""
        if isinstance(value, _Text):
            return value.kept
        if isinstance(value, str):
            if value:
                raise TypeError(f"{self}: assign it to a row and save that, or look for its index.")
            return b""
        return value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "in", "isnull") else None

    def to_python(self, value: Any) -> Any:
        """Take ciphertext from a dump as it is."""
        if isinstance(value, str) and value.startswith(DUMPED):
            return sealing.from_letters(value.removeprefix(DUMPED))
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise ciphertext, so that `dumpdata` writes nothing in the clear."""
        kept = self.pre_save(obj, add=False)
        return f"{DUMPED}{sealing.in_letters(kept)}" if kept else ""


def as_it_is(text: str) -> str:
    """Return the text."""
    return text


class _Derived(DeferredAttribute):
    """Gives the index of what its row says now, also before that is saved."""

    field: BlindIndexField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        if instance is not None and isinstance(instance.__dict__.get(self.field.of), str):
            return self.field.index_of(instance.__dict__[self.field.of])
        return super().__get__(instance, cls)

    def __set__(self, instance: Any, value: Any) -> None:
        kept = bytes(value) if isinstance(value, memoryview) else value
        instance.__dict__[self.field.attname] = kept


class BlindIndexField(models.BinaryField[bytes, bytes]):
    """What an encrypted column is found by: a hash under the service's key; empty where it is.

    `normal` makes the text that is hashed of what the column says; nothing is found by an empty one.
    Whoever saves some columns of a row only names this one with its source.
    """

    description = "Keyed hash of an encrypted text"
    descriptor_class = _Derived

    def __init__(
        self, *args: Any, of: str = "", normal: Callable[[str], str] = as_it_is, **kwargs: Any
    ) -> None:
        self.of, self.normal = of, normal
        super().__init__(*args, **{"default": b"", "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """Return what migrations write down of it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of, "normal": self.normal}

    @property
    def context(self) -> bytes:
        """Return the name of the column: indexes of two columns say nothing together."""
        return f"{self.model._meta.label_lower}.{self.name}".encode()

    def index_of(self, text: str) -> bytes:
        """Return the index of a plain text; nothing for one that nothing is to be found by."""
        return sealing.blind_index(self.normal(text), context=self.context)

    def indexes_of(self, text: str) -> list[bytes]:
        """Return what rows with a plain text may have in the column, while its key is changed too."""
        return sealing.blind_indexes(self.normal(text), context=self.context)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Return the index to save, and set it on the row."""
        index = self.index_of(getattr(model_instance, self.of))
        model_instance.__dict__[self.attname] = index
        return index


def opener(model: type[models.Model], name: str) -> Callable[[bytes], str]:
    """Return what opens the values of an encrypted column that were read without their rows."""
    field = model._meta.get_field(name)
    if not isinstance(field, EncryptedTextField):
        raise TypeError(f"{field} is not encrypted.")
    return partial(sealing.opened, context=field.context)


def indexer(model: type[models.Model], name: str) -> Callable[[str], list[bytes]]:
    """Return what makes the indexes that rows are found by in a column: two while its key changes."""
    field = model._meta.get_field(name)
    if not isinstance(field, BlindIndexField):
        raise TypeError(f"{field} is no blind index.")
    return field.indexes_of


def encrypted_columns(model: type[models.Model]) -> list[EncryptedTextField]:
    """Return the columns of a model that hold ciphertext of a tenant."""
    return [each for each in model._meta.concrete_fields if isinstance(each, EncryptedTextField)]


def indexed_columns(model: type[models.Model]) -> dict[EncryptedTextField, list[BlindIndexField]]:
    """Return the columns of a model that something is found by, each with what it is found by."""
    found: dict[EncryptedTextField, list[BlindIndexField]] = {}
    for each in model._meta.concrete_fields:
        if isinstance(each, BlindIndexField):
            source = model._meta.get_field(each.of)
            if not isinstance(source, EncryptedTextField):
                raise TypeError(f"{source} is not encrypted.")
            found.setdefault(source, []).append(each)
    return found
