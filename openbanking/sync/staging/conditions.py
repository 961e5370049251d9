"""Conditions on rows of ours by what was read."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F
from django.db.models.sql.compiler import SQLCompiler

from openbanking.sync.staging.table import TABLE


class NotListed(Expression):
    """That a transaction of ours is not among what was read, or not under this account of Powens."""

    conditional = True

    def __init__(self, account: str | None = None) -> None:
        super().__init__(output_field=BooleanField())
        self.account = account
        self.external_id: Any = F("external_id")

    def get_source_expressions(self) -> list[Any]:
        return [self.external_id]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.external_id,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        ours, values = compiler.compile(self.external_id)
        found = f"SELECT 1 FROM {TABLE} AS listed WHERE listed.external_id = {ours}"
        if self.account is None:
            return f"NOT EXISTS ({found})", values
        return f"NOT EXISTS ({found} AND listed.powens_account = %s)", [*values, self.account]
