"""Queries whose SQL is made once: what is asked all day costs no building of queries.

    BY_ID = Prepared(Account.objects.filter(pk=Parameter("account", models.UUIDField())))
    BY_ID.all(account=account_id)

The queryset says what is asked, in Django's own words and for any of its databases; its SQL and what
reads its rows are kept, and each call brings the values of its parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")
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


class Prepared(Generic[Row]):
    """A queryset of model instances, or of tuples, with parameters in it."""

    def __init__(self, queryset: models.QuerySet[Any, Row]) -> None:
        self._queryset = queryset
        self._plans: dict[str, _Plan] = {}

    def all(self, **given: Any) -> list[Row]:
        """Return the rows for these values of the parameters; raises KeyError for a missing one."""
        alias = self._queryset.db
        connection = connections[alias]
        plan = self._plans.get(alias)
        if plan is None:
            plan = self._plans[alias] = _planned(self._queryset, alias)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.values(given, connection))
            return plan.read(cursor.fetchall(), connection)

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
    model: _Model | None

    def values(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> list[Any]:
        return [
            each.prepared(given[each.name], connection) if isinstance(each, Parameter) else each
            for each in self.parameters
        ]

    def read(self, rows: Iterable[Sequence[Any]], connection: BaseDatabaseWrapper) -> list[Any]:
        converted = [self._converted(row, connection) for row in rows]
        return converted if self.model is None else [self.model.instance(row) for row in converted]

    def _converted(self, row: Sequence[Any], connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
        values = list(row)
        for position, (converters, expression) in self.converters.items():
            for convert in converters:
                values[position] = convert(values[position], expression, connection)
        return tuple(values)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """Which columns make an instance, and which make those related to it."""

    kind: type[models.Model]
    alias: str
    start: int
    names: list[str]
    populators: list[Any]
    annotations: dict[str, int]

    def instance(self, row: tuple[Any, ...]) -> models.Model:
        made = self.kind.from_db(self.alias, self.names, row[self.start : self.start + len(self.names)])
        for populator in self.populators:
            populator.populate(row, made)
        for name, position in self.annotations.items():
            setattr(made, name, row[position])
        return made


def _planned(queryset: models.QuerySet[Any, Any], alias: str) -> _Plan:
    compiler: Any = queryset.query.get_compiler(using=alias)
    sql, parameters = compiler.as_sql()
    return _Plan(
        sql=sql,
        parameters=parameters,
        converters=compiler.get_converters([column[0] for column in compiler.select]),
        model=_model_of(compiler, alias) if _gives_instances(queryset) else None,
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
