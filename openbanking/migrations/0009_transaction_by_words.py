"""Index the words of transactions: see openbanking/models/word_indexes.py."""

from __future__ import annotations

from django.db import migrations

from openbanking.models.word_indexes import create, drop


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0008_transaction_words")]

    operations = [migrations.RunPython(create, drop)]
