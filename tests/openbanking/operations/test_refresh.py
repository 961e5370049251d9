"""The commands that ask Powens: guarded, within the bank's quota, reported honestly."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from cryptography.fernet import Fernet
from django.utils import timezone

from openbanking.fields.encryption import UnreadableSecret
from openbanking.models import Account, Balance, Connection, Membership, PowensUser, SyncRun, Transaction
from openbanking.models.ids import new_id
from openbanking.sandbox import ApiError, Request
from openbanking.sync import Scope, ask_bank, run_sync
from tests import factories

COMMANDS = ["openbanking.accounts.sync", "openbanking.balances.refresh", "openbanking.transactions.sync"]
FORCE = {
    "openbanking.accounts.sync": {"forceFullRefresh": True},
    "openbanking.balances.refresh": {"forceRefresh": True},
}


@pytest.fixture
def account(linked):
    """Alice's checking account, which she administers."""
    run_sync(Scope())
    Membership.objects.update(role=Membership.Role.ADMIN)
    return Account.objects.exclude(iban="").get()


@pytest.fixture
def bank(sandbox):
    return next(iter(sandbox.state.users[7].connections.values()))


@pytest.fixture
def asked(sandbox):
    """The requests that reach Powens from here on."""
    requests: list[Request] = []
    sandbox.fault = requests.append
    return requests


@pytest.fixture
def send(as_alice, account):
    def send(key, **given):
        about = {"connectionId" if key.startswith("openbanking.accounts") else "accountId"}
        ids = {"connectionId": str(account.connection_id), "accountId": str(account.pk)}
        return as_alice.post(key, **{name: ids[name] for name in about}, **given)

    return send


def asks(requests):
    return [each for each in requests if each.method == "PUT"]


@pytest.mark.parametrize("key", COMMANDS)
class TestEveryCommand:
    def test_bank_is_read_without_pretending_its_user_is_there(self, send, asked, key):
        assert send(key).status_code == 200
        (request,) = asks(asked)
        assert request.query == {"psu_requested": "false"}

    def test_bank_is_not_read_again_within_its_quota(self, send, asked, key):
        send(key)
        assert send(key).status_code == 200
        assert len(asks(asked)) == 1

    def test_quota_is_shared_by_all_commands(self, send, asked, key):
        for other in COMMANDS:
            send(other)
        send(key)
        assert len(asks(asked)) == 1

    def test_bank_is_read_again_after_six_hours(self, send, asked, sandbox, key):
        Connection.objects.update(bank_asked_at=timezone.now() - timedelta(hours=6))
        send(key)
        assert len(asks(asked)) == 1

    def test_connection_that_needs_its_user_is_refused_and_left_alone(self, send, asked, key):
        Connection.objects.update(state="SCARequired")
        answer = send(key)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "CONFLICT")
        assert problem["category"] == "integration"
        assert problem["args"] == {
            "state": "SCARequired",
            "status": "error",
            "whoMustAct": "member",
        }
        assert asked == []

    def test_degraded_connection_is_read(self, send, key):
        Connection.objects.update(state="websiteUnavailable")
        assert send(key).status_code == 200

    def test_unknown_state_is_refused(self, send, key):
        Connection.objects.update(state="neverHeardOf")
        assert send(key).json()["args"]["whoMustAct"] == "staff"

    def test_powens_that_is_down_is_reported_and_costs_no_quota(self, send, settings, key):
        settings.POWENS_BASE_URL = "http://127.0.0.1:9/2.0"
        answer = send(key)
        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (503, "SERVICE_UNAVAILABLE")
        assert problem["retryable"]
        assert answer["Retry-After"] == "30"
        assert Connection.objects.get().bank_asked_at is None

    def test_sync_that_is_running_is_reported(self, send, linked, key, elsewhere):
        Connection.objects.update(bank_asked_at=timezone.now())
        with elsewhere(f"powens-user:{linked.pk}"):
            answer = send(key)
        assert (answer.status_code, answer.json()["retryable"]) == (409, True)
        assert answer["Retry-After"] == "5"

    def test_run_is_recorded_like_crons(self, send, key):
        before = SyncRun.objects.count()
        send(key)
        assert SyncRun.objects.count() == before + 1


@pytest.mark.parametrize("key", FORCE)
def test_insisting_too_early_is_refused_with_the_wait(send, key):
    send(key, **FORCE[key])
    answer = send(key, **FORCE[key])
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (429, "RATE_LIMITED")
    assert 6 * 3600 - 60 < int(answer["Retry-After"]) <= 6 * 3600
    assert "nextAttemptAt" in problem["args"]


@pytest.mark.parametrize("key", FORCE)
def test_bank_that_powens_has_just_read_is_too_early_too(send, bank, sandbox, key):
    bank.synced_by_request = sandbox.clock.now()
    answer = send(key, **FORCE[key])
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")


@pytest.mark.parametrize("key", FORCE)
def test_request_that_powens_did_not_take_costs_minutes_and_no_quota(send, bank, sandbox, key):
    bank.synced_by_request = sandbox.clock.now()
    send(key, **FORCE[key])
    answer = send(key, **FORCE[key])
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300


def test_request_that_no_key_opens_the_token_for_costs_no_quota(account, settings):
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(UnreadableSecret):
        ask_bank(account.connection, insist=False, now=timezone.now())
    assert Connection.objects.get().bank_asked_at is None


@pytest.mark.parametrize("key", COMMANDS)
def test_token_that_no_key_opens_is_for_the_staff(send, settings, key):
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    answer = send(key)
    assert (answer.status_code, answer.json()["args"]["whoMustAct"]) == (409, "staff")


@pytest.mark.parametrize("key", COMMANDS)
def test_user_who_is_unlinked_meanwhile_is_not_read(send, monkeypatch, key):
    def ask_and_unlink(connection, *, now, **given):
        PowensUser.objects.update(unlinked_at=now)

    monkeypatch.setattr("openbanking.operations.refresh.ask_bank", ask_and_unlink)
    answer = send(key)
    assert (answer.status_code, answer.json()["args"]["status"]) == (409, "disconnected")


def test_refresh_answers_the_new_balance(send, bank, sandbox):
    checking = next(iter(bank.accounts.values()))
    checking.balance = Decimal("1410.42")
    answer = send("openbanking.balances.refresh", balanceTypes=["current"]).json()
    assert answer["balances"][0]["currentBalance"] == 1410.42
    assert "errors" not in answer
    assert Balance.objects.filter(type="current", amount="1410.42").exists()


def test_refresh_says_what_could_not_be_read(send, bank):
    next(iter(bank.accounts.values())).balance = None
    answer = send("openbanking.balances.refresh").json()
    assert "no usable balance" in answer["errors"][0]
    assert answer["balances"][0]["currentBalance"] == 1310.42


def test_refresh_through_another_connection_is_not_found(send, linked):
    nobody = "01a20860-e8c6-7689-923a-e049b770e712"
    assert send("openbanking.balances.refresh", connectionId=nobody).status_code == 404


def test_accounts_are_counted_and_the_next_read_reported(send, bank):
    answer = send("openbanking.accounts.sync").json()
    assert (answer["synced"], answer["failed"]) == (2, 0)
    assert "nextSyncSuggestedAt" in answer


def test_account_that_cannot_be_read_is_counted_as_failed(send, bank, account):
    next(iter(bank.accounts.values())).iban = 5
    answer = send("openbanking.accounts.sync").json()
    assert (answer["synced"], answer["failed"], len(answer["errors"])) == (1, 1, 1)
    chosen = send("openbanking.accounts.sync", accountIds=[str(account.pk)]).json()
    assert (chosen["synced"], chosen["failed"]) == (0, 1)


def test_connection_of_another_member_is_not_found(send, bob):
    assert send("openbanking.accounts.sync", userId=str(bob.pk)).status_code == 404


def test_transactions_are_counted_in_the_time_asked_for(send, account):
    every = send("openbanking.transactions.sync").json()
    assert (every["synced"], every["failed"]) == (4, 0)
    assert every["earliestSyncedAt"] < every["latestSyncedAt"]
    booked = send("openbanking.transactions.sync", includePending=False).json()
    assert booked["synced"] == 3
    newest = max(Transaction.objects.filter(status="booked").values_list("date", flat=True))
    since = send("openbanking.transactions.sync", includePending=False, **{"from": newest.isoformat()})
    assert since.json()["synced"] == 1


def test_backfill_reads_the_whole_history(send, asked):
    send("openbanking.transactions.sync", backfillDays=30)
    assert not [each for each in asked if "last_update" in each.query]


def test_token_that_is_refused_is_renewed_once(send, sandbox):
    sandbox.state.revoke(sandbox.users[0].token)
    assert send("openbanking.balances.refresh").status_code == 200


def test_powens_that_answers_nonsense_is_a_bad_gateway(send, sandbox):
    def nonsense(request):
        if request.method == "GET":
            raise ApiError(418, "teapot", "Short and stout")

    sandbox.fault = nonsense
    assert send("openbanking.balances.refresh").status_code in (409, 502)


def test_account_that_is_not_of_the_connection_is_not_found(send, account):
    other = factories.make_account(factories.make_connection(account.connection.powens_user))
    answer = send("openbanking.accounts.sync", accountIds=[str(account.pk), str(other.pk)])
    unknown = send("openbanking.accounts.sync", accountIds=[str(new_id())])
    assert [each.status_code for each in (answer, unknown)] == [404, 404]
    assert answer.json()["detail"] == unknown.json()["detail"]
