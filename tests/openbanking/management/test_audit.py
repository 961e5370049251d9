"""verify_audit: what it says, and what cron is told."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command

from openbanking.models import AuditChain, AuditRecord
from openbanking.trail.files import json_lines
from openbanking.trail.hashing import content_of
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


class TestFile:
    """What somebody took along is verified beside the database."""

    @pytest.fixture
    def file(self, tmp_path, records):
        file = tmp_path / "audit.jsonl"
        ends = ("digest", "previous", "hash")
        said = (
            {"sequence": each.pk, **content_of(each), **{name: getattr(each, name) for name in ends}}
            for each in records
        )
        file.write_text("".join(json_lines(said)))
        return file

    def test_sound_one_prints_its_anchor_and_says_nothing_of_the_database(self, file, records, capsys):
        AuditRecord.objects.all().delete()
        call_command("verify_audit", "--file", str(file))
        assert capsys.readouterr().out.splitlines()[1:] == [
            "sound: every record follows the last",
            f"anchor: 3:{records[-1].hash}",
        ]
        assert AuditChain.objects.get().verified_at is None

    def test_one_of_which_a_part_was_left_out_says_how_many(self, file, capsys):
        lines = file.read_text().splitlines()
        file.write_text(f"{lines[0]}\n{lines[2]}\n")
        call_command("verify_audit", "--file", str(file), "--json")
        answer = json.loads(capsys.readouterr().out)
        assert (answer["status"], answer["leftOut"]) == ("sound", 1)

    def test_edited_one_ends_with_1(self, file, capsys):
        file.write_text(file.read_text().replace("balances.get", "balances.list"))
        assert code_of("verify_audit", "--file", str(file)) == 1
        assert "broken: 1: was edited." in capsys.readouterr().out

    @pytest.mark.parametrize("content", [b"no record", b"\xff\xfe"])
    def test_one_of_something_else_is_wrong_usage(self, file, content):
        file.write_bytes(content)
        with pytest.raises(CommandError) as error:
            call_command("verify_audit", "--file", str(file))
        assert error.value.returncode == 2

    def test_one_that_is_not_there_is_wrong_usage(self, tmp_path):
        with pytest.raises(CommandError) as error:
            call_command("verify_audit", "--file", str(tmp_path / "none"))
        assert error.value.returncode == 2
