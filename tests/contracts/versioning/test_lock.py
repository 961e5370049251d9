"""The lock file: no promise changes unseen, and none breaks under the same major."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from contracts.registry import Registry, command
from contracts.schema import fields
from contracts.schema.shapes import Record
from contracts.spec import Auth
from contracts.versioning.compatibility import Effect
from contracts.versioning.lock import differences, faults, locked, written
from tests.contracts.declaring import declare

ROOT = Path(__file__).resolve().parents[3]


class Longer(Record):
    """A word and how long it is."""

    word = fields.String(help_text="The word.")
    length = fields.Int(required=False, help_text="Its length.")


class Other(Record):
    """Something else."""

    sentence = fields.String(help_text="A sentence.")


def lock(*declared):
    operations = Registry()
    for facts in declared:
        declare(operations, **facts)
    return locked(operations)


FIRST = lock({})


def reported(after, before=FIRST):
    return " ".join(faults(before, after))


def test_what_is_in_sync_has_no_fault():
    assert reported(lock({})) == ""


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (lock({"output": Longer}), "its schema changed and its version did not"),
        (lock({"version": "0.9.0"}), "in the lock file only"),
        (lock({"output": Other, "version": "1.1.0"}), "It needs a new major"),
        (lock({"output": Longer, "version": "1.1.0"}), "the lock file is behind"),
        (lock({"goal": "Say it better."}), "the lock file is behind"),
        (lock({}, {"version": "2.0.0", "output": Other}), "toys.words.get 2: is not in the lock file"),
        ({}, "in the lock file only"),
    ],
)
def test_fault_says_what_to_do(after, said):
    assert said in reported(after)


def test_older_version_than_locked_is_a_fault():
    assert "is older than the locked 1.1.0" in reported(lock({}), lock({"version": "1.1.0"}))


@pytest.mark.parametrize(
    ("after", "effect", "what"),
    [
        (lock({"output": Longer}), Effect.COMPATIBLE, "optional field added"),
        (lock({"output": Other}), Effect.BREAKING, "field removed"),
        (lock({}, {"version": "2.0.0", "output": Other}), Effect.COMPATIBLE, "added"),
        ({}, Effect.BREAKING, "removed"),
        (lock({"auth": Auth.ADMIN}), Effect.BREAKING, "user became admin"),
        (lock({"auth": Auth.ANONYMOUS}), Effect.COMPATIBLE, "user became anonymous"),
        (lock({"kind": command}), Effect.BREAKING, "query became command"),
        (lock({"goal": "Say it better."}), Effect.DOCUMENTATION, "changed"),
    ],
)
def test_difference_is_classified(after, effect, what):
    assert (effect, what) in [(each.effect, each.what) for _, each in differences(FIRST, after)]


def test_lock_is_written_the_same_each_time():
    assert written(lock({})) == written(json.loads(written(FIRST)))


class TestCommand:
    @pytest.fixture(autouse=True)
    def folder(self, settings, tmp_path):
        settings.BASE_DIR = tmp_path
        return tmp_path

    def test_write_then_check(self, folder, capsys):
        call_command("contracts", "write")
        call_command("contracts", "check")
        assert "are in sync with" in capsys.readouterr().out

    def test_check_names_the_command_that_brings_the_documents_up_to_date(self):
        call_command("contracts", "lock")
        with pytest.raises(CommandError, match=r"docs/openapi.yaml is behind .* Run: make contracts"):
            call_command("contracts", "check")

    def test_check_without_a_lock_fails(self):
        with pytest.raises(CommandError, match="is not in the lock file"):
            call_command("contracts", "check")

    def test_check_of_a_broken_lock_says_so(self, folder):
        (folder / "contracts.lock.json").write_text("{")
        with pytest.raises(CommandError, match="not JSON"):
            call_command("contracts", "check")

    def test_diff_against_a_file(self, folder, capsys):
        call_command("contracts", "lock")
        base = folder / "contracts.lock.json"
        call_command("contracts", "diff", str(base))
        assert "0 changes, 0 of them breaking." in capsys.readouterr().out

    def test_diff_fails_on_what_breaks(self, folder, capsys):
        call_command("contracts", "lock")
        base = folder / "contracts.lock.json"
        promised = json.loads(base.read_text())
        promised["toyshop.gone.get"] = promised["toyshop.prices.get"]
        base.write_text(json.dumps(promised))
        with pytest.raises(CommandError, match="new major"):
            call_command("contracts", "diff", str(base))
        assert "breaking       toyshop.gone.get v1  operation: removed" in capsys.readouterr().out

    def test_diff_against_a_revision(self, settings, capsys):
        settings.BASE_DIR = ROOT
        if not (ROOT / ".git").exists():
            pytest.skip("there is no history here")
        with pytest.raises(CommandError, match="no revision of git"):
            call_command("contracts", "diff", "no-such-revision")

    def test_option_is_no_revision(self):
        with pytest.raises(CommandError, match="no lock file, and no revision"):
            call_command("contracts", "diff", "--", "--output=x")
