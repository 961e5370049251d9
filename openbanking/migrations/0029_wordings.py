"""Have wordings be encrypted where that is asked for, and as long as that makes them."""

from __future__ import annotations

from django.db import migrations

from openbanking.fields.wording import WordingField
from openbanking.models.word_indexes import create

# Columns of text stay what they are to the database.
TEXTS = [
    migrations.AlterField(
        "statemententry",
        "wording",
        WordingField(blank=True, help_text="The bank's own label.", tenant="account__tenant_id"),
    ),
    migrations.AlterField(
        "transaction",
        "comment",
        WordingField(blank=True, help_text="A note made at Powens.", tenant="account__tenant_id"),
    ),
    migrations.AlterField(
        "transaction",
        "note",
        WordingField(blank=True, help_text="A note of ours, shown with the transaction.", tenant="account__tenant_id"),
    ),
    migrations.AlterField(
        "transaction",
        "original_wording",
        WordingField(blank=True, help_text="The bank's own label.", tenant="account__tenant_id"),
    ),
    migrations.AlterField(
        "transaction",
        "simplified_wording",
        WordingField(blank=True, help_text="The label made readable.", tenant="account__tenant_id"),
    ),
    migrations.AlterField(
        "transaction",
        "wording",
        WordingField(blank=True, help_text="The label as edited at Powens.", tenant="account__tenant_id"),
    ),
]


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0028_programs_let_in")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=TEXTS),
        migrations.AlterField(
            "statemententry",
            "counterparty",
            WordingField(blank=True, help_text="The other side.", tenant="account__tenant_id"),
        ),
        migrations.AlterField(
            "transaction",
            "counterparty_account",
            WordingField(blank=True, help_text="Account of the other side.", tenant="account__tenant_id"),
        ),
        migrations.AlterField(
            "transaction",
            "counterparty_name",
            WordingField(blank=True, help_text="The other side.", tenant="account__tenant_id"),
        ),
        migrations.RunPython(create, migrations.RunPython.noop),
    ]
