"""verify_audit: what it says, and what cron is told."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from openbanking.models import AuditChain, AuditRecord
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def records(alices, alice):
    return [factories.make_audit_record(alices, alice) for _ in range(3)]


def code_of(*arguments):
    with pytest.raises(SystemExit) as ended:
        call_command(*arguments)
    return ended.value.code


def test_sound_audit_prints_its_anchor(records, capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out.splitlines() == [
        "audit: 3 records, since 2 Mar 2026",
        "sound: every record follows the last",
        f"anchor: 3:{records[-1].hash}",
    ]
    assert AuditChain.objects.get().verified_at is not None


def test_broken_audit_says_where_and_ends_with_1(capsys):
    AuditRecord.objects.filter(pk=2).delete()
    assert code_of("verify_audit") == 1
    assert "broken: 2: missing." in capsys.readouterr().out
    assert AuditChain.objects.get().verified_at is None


def test_one_document_is_printed_on_request(records, capsys):
    call_command("verify_audit", "--json")
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["anchor"]) == ("sound", f"3:{records[-1].hash}")


def test_file_of_anchors_grows_and_finds_what_was_cut_off(tmp_path, records):
    file = tmp_path / "anchors"
    call_command("verify_audit", "--anchors", str(file))
    factories.make_audit_record()
    call_command("verify_audit", "--anchors", str(file))
    assert [line.partition(":")[0] for line in file.read_text().splitlines()] == ["3", "4"]
    before = AuditChain.objects.values().get()
    assert before["last_sequence"] == 4
    AuditRecord.objects.all().delete()
    AuditChain.objects.all().delete()
    assert code_of("verify_audit", "--anchors", str(file)) == 1
    assert len(file.read_text().splitlines()) == 2


def test_anchor_that_is_none_is_wrong_usage():
    with pytest.raises(CommandError) as error:
        call_command("verify_audit", "--anchor", "three")
    assert error.value.returncode == 2


def test_commands_that_change_something_are_on_record(alice):
    call_command("create_tenant", "martins", "--admin", "alice")
    record = AuditRecord.objects.latest("sequence")
    assert (record.operation, record.channel, record.user) == ("manage.create_tenant", "command", None)
    assert record.version
