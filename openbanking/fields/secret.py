"""A column that only ever holds ciphertext."""

from __future__ import annotations

from typing import Any

from django.db import models

from openbanking.fields.encryption import Secret

# Marks ciphertext in a dump, so that loading it does not encrypt it once more.
DUMPED = "encrypted:"


class SecretField(models.TextField[Secret | str | None, Secret | None]):
    """Text encrypted at rest: assign a Secret or plain text, read a Secret."""

    description = "Secret, encrypted at rest"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Secret | None:
        return Secret(value) if value else None

    def to_python(self, value: Any) -> Any:
        """Seal plain text; ciphertext from a dump is taken as it is."""
        if isinstance(value, str) and value:
            sealed = value.removeprefix(DUMPED)
            return Secret.seal(value) if sealed == value else Secret(sealed)
        return value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Seal plain text on the instance itself, so that it is opaque from now on."""
        value = self.to_python(getattr(model_instance, self.attname))
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        value = self.to_python(value)
        return value.ciphertext if isinstance(value, Secret) else None

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise ciphertext, so that `dumpdata` writes no secret in the clear."""
        ciphertext = self.get_prep_value(self.value_from_object(obj))
        return f"{DUMPED}{ciphertext}" if ciphertext else ""
