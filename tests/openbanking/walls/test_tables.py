"""Every table has its decision: by whom its rows are seen, or why they are nobody's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.models import UniqueConstraint

from openbanking.models import Account, Balance, Institution
from openbanking.walls import tables as decisions
from openbanking.walls.tables import SHARED, WALLED, Undecided, condition_of, tables

TABLES = list(tables())


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model._meta.label)
def test_every_table_is_decided(model):
    condition_of(model)


def test_nothing_is_decided_twice_or_of_tables_that_are_not_there():
    assert not WALLED.keys() & SHARED.keys()
    there = {model._meta.label for model in TABLES}
    # The queue has its tables on PostgreSQL alone.
    queue = {label for label in SHARED if label.startswith("procrastinate.")}
    assert WALLED.keys() | (SHARED.keys() - queue) <= there
    assert connection.vendor != "postgresql" or queue <= there


def test_shared_tables_have_no_foreign_key_to_a_tenant_but_what_tells_who_may_see_one():
    tied = {
        model._meta.label
        for model in TABLES
        if model._meta.label in SHARED and any(field.name == "tenant" for field in model._meta.fields)
    }
    assert tied == {"openbanking.ApiToken_tenants"}


def test_new_table_without_a_tenant_is_asked_about(monkeypatch):
    monkeypatch.delitem(decisions.WALLED, "openbanking.Balance")
    with pytest.raises(Undecided, match=r"openbanking\.Balance has no foreign key `tenant`"):
        condition_of(Balance)


def test_new_table_with_a_tenant_is_decided_by_it():
    assert "openbanking.Account" not in {*WALLED, *SHARED}
    assert '"tenant_id" = ANY' in (condition_of(Account) or "")


def test_shared_table_has_no_condition():
    assert condition_of(Institution) is None


@pytest.mark.parametrize("label", WALLED)
def test_what_rows_are_found_by_is_indexed(label):
    (model,) = (each for each in TABLES if each._meta.label == label)
    firsts = {index.fields[0].lstrip("-") for index in model._meta.indexes}
    firsts |= {each.fields[0] for each in model._meta.constraints if isinstance(each, UniqueConstraint)}
    condition = condition_of(model) or ""
    fields: list[Any] = list(model._meta.concrete_fields)
    named = [field for field in fields if f'("{field.column}"' in condition]
    named += [field for field in fields if f'OR "{field.column}"' in condition]
    assert named
    for field in named:
        indexed = field.primary_key or field.db_index or field.unique or field.name in firsts
        # Read by staff alone.
        assert indexed or label == "openbanking.AuditEntry"
