"""sync_powens as cron runs it: exit codes, the JSON document, and plain words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from openbanking.jobs import has_queue
from openbanking.models import Account, SyncRun, Transaction
from tests import factories

KEYS = {
    *("id", "externalId", "tenant", "institution", "status", "state", "whoMustAct", "message"),
    *("retryable", "nextAttemptAt"),
}
KINDS = {
    *("accounts", "balances", "transactions", "holdings", "pockets", "orders", "payments", "owners"),
}
COUNTS = {"seen", "added", "changed", "unchanged", "removed", "warnings"}


@pytest.fixture
def run(capsys):
    """Run the command and return its exit code, output and complaints."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            call_command("sync_powens", *arguments)
            code = 0
        except SystemExit as ended:
            code = int(str(ended.code))
        except CommandError as error:
            return error.returncode, "", str(error)
        out, err = capsys.readouterr()
        return code, out, err

    return run


def document(out: str) -> dict[str, Any]:
    (line,) = out.splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_all_read_is_0(linked, run):
    code, out, _ = run()
    assert code == 0
    assert "accounts: 2 seen, 2 added" in out
    assert out.rstrip().endswith(": ok")


def test_nothing_linked_is_0(db, sandbox, run):
    code, out, _ = run("--json")
    assert (code, document(out)["run"]["status"]) == (0, "nothing_due")


def test_bank_that_needs_its_user_is_3(linked, sandbox, run):
    next(iter(sandbox.state.users[7].connections.values())).state = "SCARequired"
    code, out, _ = run()
    assert code == 3
    assert "must act: member" in out


def test_nothing_read_is_1(linked, settings, run):
    settings.POWENS_BASE_URL = "http://127.0.0.1:9/2.0"
    code, out, _ = run("--json")
    assert (code, document(out)["run"]["status"]) == (1, "failed")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tenant", "nobodys"], "no tenant nobodys"),
        (["--connection", "5"], "takes the UUID"),
        (["--connection", "01a20860-e8c6-7689-923a-e049b770e712"], "no connection 01a2"),
        (["--workers", "0"], "1 or more"),
        (["--enqueue", "--dry-run"], "do not go together"),
    ],
)
def test_wrong_usage_is_2_and_named(linked, run, arguments, said):
    code, _, complaint = run(*arguments)
    assert code == 2
    assert said in complaint
    assert not SyncRun.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["", "powens", "ftp://a.biapi.pro/2.0", "http://a.biapi.pro/2.0", "https://[", "https://a/?b=c"],
)
def test_address_of_powens_that_is_none_is_2_and_named(db, settings, run, address):
    settings.POWENS_BASE_URL = address
    code, _, complaint = run()
    assert (code, "POWENS_BASE_URL" in complaint) == (2, True)


def test_document_has_its_promised_shape(linked, run):
    _, out, err = run("--json")
    found = document(out)
    assert found.keys() == {"run", "totals", "connections"}
    assert found["run"].keys() == {"id", "status", "startedAt", "finishedAt", "warnings"}
    assert found["totals"].keys() == KINDS
    assert found["run"]["id"] == str(SyncRun.objects.get().pk)
    (connection,) = found["connections"]
    assert connection.keys() == KEYS | KINDS
    assert (connection["status"], connection["state"], connection["whoMustAct"]) == (
        "healthy",
        None,
        "nobody",
    )
    for part in (found["totals"], connection):
        for kind in KINDS:
            assert part[kind].keys() == COUNTS
            assert all(isinstance(count, int) for count in part[kind].values())
    assert err == ""


def test_second_run_changes_nothing(linked, run):
    run()
    totals = document(run("--json")[1])["totals"]
    for kind in totals.values():
        assert (kind["added"], kind["changed"], kind["removed"]) == (0, 0, 0)


def test_dry_run_writes_nothing(linked, run):
    code, out, _ = run("--dry-run", "--json")
    assert (code, document(out)["totals"]["accounts"]["added"]) == (0, 2)
    assert not Account.objects.exists()
    assert not SyncRun.objects.exists()


def test_only_the_tenant_asked_for_is_read(linked, bob, bobs, sandbox, run):
    factories.make_powens_user(bobs, bob, external_id="999", token="unknown")
    assert run("--tenant", "alices", "--workers", "1")[0] == 0
    assert run("--workers", "1")[0] == 3


@pytest.mark.django_db(transaction=True)
def test_families_are_read_at_once_by_several_workers(linked, bob, bobs, run):
    for number in range(3):
        factories.make_powens_user(bobs, bob, external_id=f"99{number}", token="unknown")
    code, out, _ = run("--workers", "4", "--json")
    assert code == 3
    assert {each["tenant"]: each["accounts"]["added"] for each in document(out)["connections"]} == {
        "alices": 2,
        "bobs": 0,
    }


def test_plain_lines_say_how_far_it_got(linked, run):
    _, _, err = run()
    assert err == "alices: 1 of 1 connections read\n"


@pytest.mark.skipif(has_queue(), reason="there is a queue on PostgreSQL")
def test_enqueue_without_a_queue_syncs_in_place(linked, run):
    assert run("--enqueue")[0] == 0
    assert Transaction.objects.exists()


@pytest.mark.skipif(not has_queue(), reason="SQLite has no queue")
def test_document_of_what_is_left_to_workers_has_the_same_shape(linked, run):
    code, out, _ = run("--enqueue", "--json")
    found = document(out)
    assert (code, found["connections"]) == (0, [])
    assert found.keys() == {"run", "totals", "connections"}
    assert found["totals"].keys() == KINDS
    assert found["run"] == {
        "id": None,
        "status": "queued",
        "startedAt": None,
        "finishedAt": None,
        "warnings": [],
        "queued": 1,
    }


def test_nothing_personal_is_printed(linked, sandbox, run, caplog):
    checking = next(iter(next(iter(sandbox.state.users[7].connections.values())).accounts.values()))
    code, out, err = run()
    for secret in (checking.iban, linked.token.reveal(), "SALARY", "1310.42"):
        assert secret not in out + err + caplog.text
    assert code == 0


def test_plain_words_say_nothing_of_what_there_is_not(linked, run):
    _, out, _ = run()
    kinds = [line.partition(":")[0] for line in out.splitlines()]
    assert kinds[:3] == ["accounts", "balances", "transactions"]
    assert not {"holdings", "pockets", "orders", "payments"} & set(kinds)


def test_plain_words_say_what_powens_does_not_give(savers, saver, run):
    savers.state.products.change(pockets="forbidden")
    _, out, _ = run()
    assert "holdings: 6 seen, 6 added" in out
    assert out.count("Powens gives no pockets") == 1
