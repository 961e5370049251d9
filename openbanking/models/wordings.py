"""Which transactions hold a text: the same rows on both databases, by an index on each.

PostgreSQL has a GIN index of each row's runs of three characters and its account: it reads the rows of
one family that hold all of the text's runs. SQLite has a full-text table of the same runs, kept by
triggers. What either finds is compared with the text itself. How both are made is in `word_indexes`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, TextField
from django.db.models.sql.compiler import SQLCompiler

from openbanking.fields import fold
from openbanking.models.prepared import Parameter
from openbanking.models.word_indexes import COLLATION, FOUND, RUN, TERMS

# Texts of so many characters, folded, are found by an index: it holds runs of as many.
INDEXED = RUN
_SPECIAL = re.compile(r"([%_\\])")

Compiled = tuple[str, Any]


class _Pattern(Parameter):
    """A folded text as the right side of LIKE."""

    def prepared(self, value: str, connection: BaseDatabaseWrapper) -> str:
        escaped = _SPECIAL.sub(r"\\\1", value)
        return f"%{escaped}%"


class _Runs(Parameter):
    """A folded text as the index takes it: its runs on PostgreSQL, a phrase on SQLite."""

    def prepared(self, value: str, connection: BaseDatabaseWrapper) -> Any:
        if connection.vendor != "postgresql":
            return '"{}"'.format(value.replace('"', '""'))
        return sorted({value[start : start + RUN] for start in range(len(value) - RUN + 1)})


class _Fixed(Expression):
    """The value of a parameter in a query that is asked once."""

    def __init__(self, parameter: Parameter, value: str) -> None:
        super().__init__(output_field=TextField())
        self.parameter, self.value = parameter, value

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        return "%s", [self.parameter.prepared(self.value, connection)]


class Wording(Expression):
    """The condition that a transaction holds a text, by the index where `runs` are given.

    `owner` is the account, where the query knows it without the row: PostgreSQL then looks among the
    account's rows only.
    """

    conditional = True

    def __init__(self, pattern: Any, runs: Any = None, owner: Any = None) -> None:
        super().__init__(output_field=BooleanField())
        self.parts = [pattern, runs, owner, F("pk"), F("account"), F("words"), F("own_words")]

    @classmethod
    def contains(cls, text: str) -> Wording:
        """Return the condition for this text."""
        folded = fold(text)
        pattern = _Fixed(_Pattern("text", TextField()), folded)
        indexed = len(folded) >= INDEXED
        return cls(pattern, _Fixed(_Runs("text", TextField()), folded) if indexed else None)

    @classmethod
    def asked(cls, owner: Any) -> Mapping[str, Wording]:
        """Return the conditions of prepared queries, by what `asked_for` calls them."""
        pattern, runs = _Pattern("text", TextField()), _Runs("text", TextField())
        short = _Pattern("short_text", TextField())
        return {"text": cls(pattern, runs, owner), "short_text": cls(short)}

    def get_source_expressions(self) -> list[Any]:
        return self.parts

    def set_source_expressions(self, exprs: Any) -> None:
        self.parts = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        pattern, runs, _, pk, _, *words = self.parts
        sql, values = self._compiled(
            compiler, "({} || char(10) || {}) LIKE {} ESCAPE '\\'", *words, pattern
        )
        if runs is None:
            return sql, values
        found, more = self._compiled(compiler, "{} IN (" + FOUND + ")", pk, runs)
        return f"({found} AND {sql})", [*more, *values]

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        pattern, runs, owner, _, account, *words = self.parts
        sql, values = self._compiled(compiler, "({} || chr(10) || {}) LIKE {}", *words, pattern)
        if runs is None:
            return sql, values
        owners = [] if owner is None else [owner]
        sought = "array_append({}::text[], {}::text)" if owners else "{}::text[]"
        shape = f"{TERMS}({{}}, {{}}, {{}}) {COLLATION} @> {sought}"
        found, more = self._compiled(compiler, shape, account, *words, runs, *owners)
        return f"({found} AND {sql})", [*more, *values]

    def _compiled(self, compiler: SQLCompiler, shape: str, *parts: Any) -> Compiled:
        compiled = [compiler.compile(each) for each in parts]
        return shape.format(*(sql for sql, _ in compiled)), [v for _, values in compiled for v in values]


def asked_for(text: str | None) -> dict[str, str | None]:
    """Return the values that prepared queries take for a text, folded."""
    folded = None if text is None else fold(text)
    indexed = folded is not None and len(folded) >= INDEXED
    return {"text": folded if indexed else None, "short_text": None if indexed else folded}
