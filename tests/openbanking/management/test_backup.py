"""backup and restore: what they print, and how they end."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from openbanking.models import AuditRecord

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_is_made_and_found_sound(tmp_path, capsys, alice):
    call_command("backup", str(tmp_path / "backup"))
    said = capsys.readouterr().out
    assert "It opens with the present FIELD_ENCRYPTION_KEYS alone." in said
    rows = said.partition(": ")[2].partition(" rows")[0]
    call_command("restore", str(tmp_path / "backup"), "--check")
    assert f"is sound: {rows} rows of " in capsys.readouterr().out


def test_who_backs_up_reads_everything_and_is_on_record(tmp_path):
    call_command("backup", str(tmp_path / "backup"))
    assert AuditRecord.objects.get().operation == "manage.backup"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no standby")
def test_a_standby_is_backed_up_without_a_record(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        try:
            call_command("backup", str(tmp_path / "backup"))
        finally:
            cursor.execute("SET default_transaction_read_only = off")
    assert (tmp_path / "backup").exists()
    assert not AuditRecord.objects.exists()


def test_no_backup_is_made_where_there_is_no_folder(tmp_path):
    with pytest.raises(CommandError, match=r"No backup was made\. .*No such file"):
        call_command("backup", str(tmp_path / "nowhere" / "backup"))


def test_a_file_that_is_there_is_kept(tmp_path):
    (tmp_path / "backup").touch()
    with pytest.raises(CommandError, match=r"No backup was made\. .*there already"):
        call_command("backup", str(tmp_path / "backup"))


def test_what_holds_data_is_left(tmp_path, alice):
    call_command("backup", str(tmp_path / "backup"))
    with pytest.raises(CommandError, match=r"Nothing was restored\. This database holds data"):
        call_command("restore", str(tmp_path / "backup"))
