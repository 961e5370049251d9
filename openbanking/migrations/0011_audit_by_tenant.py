"""Have the audit of a family in the order of its list."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('openbanking', '0010_languages'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['tenant', '-last_at', '-id'], name='audit_entry_by_tenant'),
        ),
    ]
