"""Tell PostgreSQL's planner that a history is long.

A prepared statement keeps one plan for every account, made for an average one. Where most accounts have
a handful of rows, that plan fetches all rows of an account and sorts them, which takes an account of
5 000 rows fifty times as long as reading its newest page from the index. So the planner is given the
rows of an account that has been kept for some years; the index is as good for one with few. It counts
from the next ANALYZE on.
"""

from __future__ import annotations

from django.db import migrations

# Table, column of whom a row belongs to, and how many rows one has.
HISTORIES = [
    ("transaction", "account_id", 2_000),
    ("balancereading", "account_id", 500),
    ("holdingvalue", "holding_id", 500),
]


def lengthen(apps, schema_editor):
    """Set the distinct owners as a fraction of the rows, which PostgreSQL writes as a negative number."""
    _alter(schema_editor, lambda rows: f"set (n_distinct = {-1 / rows})")


def measure(apps, schema_editor):
    """Leave it to ANALYZE."""
    _alter(schema_editor, lambda rows: "reset (n_distinct)")


def _alter(schema_editor, change):
    if schema_editor.connection.vendor == "postgresql":
        for table, column, rows in HISTORIES:
            schema_editor.execute(f"alter table openbanking_{table} alter column {column} {change(rows)}")


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0006_transaction_nature")]

    operations = [migrations.RunPython(lengthen, measure)]
