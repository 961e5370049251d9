"""Text as it is searched: without case, accents and the width of gaps, the same on every database.

A database folds by its locale, if at all: SQLite knows capitals of ASCII only, PostgreSQL those of the
locale it was made with. So text is folded here, and kept in columns beside what it is made of.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models

from openbanking.fields.wording import WordingField

# Between the parts of a column: no folded text holds it, so nothing is found across two parts.
BETWEEN = "\n"
# How many rows' texts are remembered with what they are folded to.
REMEMBERED = 4_096


def fold(text: str) -> str:
    """Return text as it is compared: no capitals, no accents, one space for any gap, none around it."""
    if text.isascii():
        return " ".join(text.casefold().split())
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(each for each in folded if unicodedata.category(each) not in ("Mn", "Me"))
    return " ".join(bare.split())


# Whoever is paid often is paid under the same words.
@lru_cache(maxsize=REMEMBERED)
def folded(*texts: str | None) -> str:
    """Return several texts as one that each of them is found in; what another holds is left out.

    A label made readable is often a piece of the bank's own, which finds whatever it would.
    """
    whole = ""
    parts = dict.fromkeys(fold(each) for each in dict.fromkeys(texts) if each)
    for text in sorted(parts, key=len, reverse=True):
        if text not in whole:
            whole = f"{whole}{BETWEEN}{text}" if whole else text
    return whole


class FoldedField(models.TextField[str, str]):
    """What other columns of a row say, folded; it is made anew whenever it is saved.

    Whoever saves some columns of a row only names this one with those it is made of.
    """

    def __init__(self, *args: Any, of: Sequence[str] = (), **kwargs: Any) -> None:
        self.of = tuple(of)
        super().__init__(*args, **{"default": "", "editable": False, **kwargs})

    def deconstruct(self) -> Any:
        """Return what migrations write down of it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    @property
    def is_hidden(self) -> bool:
        """Tell whether it stays empty, since what it is made of is encrypted."""
        fields = (self.model._meta.get_field(name) for name in self.of)
        return settings.ENCRYPT_WORDINGS and any(isinstance(each, WordingField) for each in fields)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the text to save, and set it on the row."""
        text = "" if self.is_hidden else folded(*(getattr(model_instance, name) for name in self.of))
        setattr(model_instance, self.attname, text)
        return text


def folded_from(model: type[models.Model], columns: Sequence[str]) -> list[str]:
    """Return the names of the columns that are made of any of these."""
    return [
        each.name
        for each in model._meta.concrete_fields
        if isinstance(each, FoldedField) and not set(each.of).isdisjoint(columns)
    ]
