from django.db import migrations

from openbanking.models import word_indexes


class Migration(migrations.Migration):
    dependencies = [("openbanking", "0016_audit_by_account")]
    operations = [
        migrations.RunPython(
            word_indexes.make_terms_anew, migrations.RunPython.noop, elidable=True
        )
    ]
