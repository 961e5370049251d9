"""Queries whose SQL is made once: what is asked all day costs no building of queries.

    class Found(NamedTuple):
        id: UUID
        connection__state: str

    BY_ID = Prepared(Account.objects.filter(pk=Parameter("account", models.UUIDField())), Found)
    BY_ID.all(account=account_id)

The queryset says what is asked, in Django's own words and for any of its databases; its SQL and what
reads its rows are kept, and each call brings the values of its parameters. Rows are instances of the
model or, quicker, named tuples whose fields are those of the queryset's `values_list`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from openbanking.models.binary_rows import read_binary, sends_binary

Row = TypeVar("Row", covariant=True)
Converters = dict[int, tuple[list[Any], Any]]


class Parameter(Expression):
    """A value that each call of a prepared query brings."""

    def __init__(self, name: str, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", [self]

    def prepared(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        """Return the value as the database takes it."""
        return self.output_field.get_db_prep_value(value, connection=connection)


class Members(Parameter):
    """Values of which one is meant, however many there are: the right side of `__in`."""

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        if connection.vendor == "postgresql":
            kind = self.output_field.db_type(connection)
            return f"(SELECT unnest(%s::{kind}[]))", [self]
        return "(SELECT value FROM json_each(%s))", [self]

    def prepared(self, value: Iterable[Any], connection: BaseDatabaseWrapper) -> Any:
        values = [super(Members, self).prepared(each, connection) for each in value]
        return values if connection.vendor == "postgresql" else json.dumps(values)


class Prepared(Generic[Row]):
    """A queryset of model instances, tuples or named tuples, with parameters in it."""

    @overload
    def __init__(
        self,
        queryset: models.QuerySet[Any, Any],
        row: type[Row],
        columns: Sequence[str] | None = None,
    ) -> None: ...

    @overload
    def __init__(self, queryset: models.QuerySet[Any, Row]) -> None: ...

    def __init__(
        self,
        queryset: models.QuerySet[Any, Any],
        row: Any = None,
        columns: Sequence[str] | None = None,
    ) -> None:
        """Keep a queryset; a row's fields are columns of these names where they are not its own."""
        self._queryset = queryset if row is None else queryset.values_list(*(columns or row._fields))
        self._make: Callable[[Iterable[Any]], Any] = tuple if row is None else row._make
        self._plans: dict[str, _Plan] = {}

    def all(self, *, limit: int | None = None, **given: Any) -> list[Row]:
        """Return the rows for these values of the parameters, so many at most.

        Raises KeyError for a missing value.
        """
        alias = self._queryset.db
        connection = connections[alias]
        plan = self._plans.get(alias)
        if plan is None:
            plan = self._plans[alias] = _planned(self._queryset, self._make, alias)
        # The number is part of the statement: the best plan depends on it.
        sql = plan.sql if limit is None else f"{plan.sql} LIMIT {limit:d}"
        with connection.cursor() as cursor:
            if plan.binary:
                read_binary(cursor, plan.make)
            cursor.execute(sql, plan.values(given, connection))
            found = cursor.fetchall()
            return found if plan.binary else plan.read(found, connection)

    def first(self, **given: Any) -> Row | None:
        """Return the first row, None if there is none; the queryset says how many are fetched."""
        rows = self.all(**given)
        return rows[0] if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """The SQL of a queryset, and what makes rows of what the database returns."""

    sql: str
    parameters: Sequence[Any]
    converters: Converters
    make: Callable[[Iterable[Any]], Any]
    model: _Model | None
    # Whether PostgreSQL's driver makes the rows by itself, from values that need no parsing.
    binary: bool

    def values(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
        return [
            each.prepared(given[each.name], connection) if isinstance(each, Parameter) else each
            for each in self.parameters
        ]

    def read(self, rows: Iterable[Sequence[Any]], connection: BaseDatabaseWrapper) -> list[Any]:
        make = self.make if self.model is None else self.model.instance
        return [make(self._converted(row, connection)) for row in rows]

    def _converted(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
        values = list(row)
        for position, (converters, expression) in self.converters.items():
            for convert in converters:
                values[position] = convert(values[position], expression, connection)
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """Which columns make an instance, and which make those related to it."""

    kind: type[models.Model]
    alias: str
    start: int
    names: list[str]
    populators: list[Any]
    annotations: dict[str, int]

    def instance(self, row: Sequence[Any]) -> models.Model:
        made = self.kind.from_db(self.alias, self.names, row[self.start : self.start + len(self.names)])
        for populator in self.populators:
            populator.populate(row, made)
        for name, position in self.annotations.items():
            setattr(made, name, row[position])
        return made


def _planned(
    queryset: models.QuerySet[Any, Any], make: Callable[[Iterable[Any]], Any], alias: str
) -> _Plan:
    compiler: Any = queryset.query.get_compiler(using=alias)
    sql, parameters = compiler.as_sql()
    columns = [column[0] for column in compiler.select]
    converters = compiler.get_converters(columns)
    model = _model_of(compiler, alias) if _gives_instances(queryset) else None
    return _Plan(
        sql=sql,
        parameters=parameters,
        converters=converters,
        make=make,
        model=model,
        binary=model is None and not converters and sends_binary(connections[alias]),
    )


def _gives_instances(queryset: models.QuerySet[Any, Any]) -> bool:
    return issubclass(queryset._iterable_class, ModelIterable)


def _model_of(compiler: Any, alias: str) -> _Model:
    info, selected = compiler.klass_info, compiler.select
    start, end = info["select_fields"][0], info["select_fields"][-1] + 1
    return _Model(
        kind=info["model"],
        alias=alias,
        start=start,
        names=[column[0].target.attname for column in selected[start:end]],
        populators=get_related_populators(info, selected, alias),  # type: ignore[call-arg]
        annotations=compiler.annotation_col_map or {},
    )
