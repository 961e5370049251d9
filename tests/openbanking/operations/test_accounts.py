"""openbanking.accounts.list and .get: whose accounts, in which state, with what known of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from openbanking.models import Account, Loan
from tests import factories
from tests.conftest import exactly

LIST = "openbanking.accounts.list"
GET = "openbanking.accounts.get"


def ids(answer):
    assert answer.status_code == 200, answer.content
    return [each["id"] for each in answer.json()["accounts"]]


def test_accounts_come_with_their_balances(as_alice, account):
    factories.make_balance(account, "1310.42")
    factories.make_balance(account, "1223.52", type="available")
    (found,) = exactly(as_alice.get(LIST))["accounts"]
    assert (found["balance"], found["availableBalance"]) == (Decimal("1310.42"), Decimal("1223.52"))


@pytest.mark.parametrize("key", [LIST, GET])
def test_balances_may_be_left_out(as_alice, account, key):
    factories.make_balance(account, "1310.42")
    narrowed = {"accountId": account.pk} if key == GET else {}
    answer = as_alice.get(key, includeBalances="false", **narrowed).json()
    record = answer["accounts"][0] if key == LIST else answer
    assert "balance" not in record


@pytest.mark.parametrize("column", ["disabled_at", "deleted_at", "vanished_at"])
class TestInactive:
    @pytest.fixture(autouse=True)
    def inactive(self, account, column):
        setattr(account, column, factories.NOW)
        account.save()

    def test_is_left_out_of_the_list(self, as_alice):
        assert ids(as_alice.get(LIST)) == []

    def test_is_listed_when_asked_for(self, as_alice, account):
        assert ids(as_alice.get(LIST, includeInactive="true")) == [str(account.pk)]

    def test_is_answered_by_its_id_with_its_status(self, as_alice, account, column):
        status = as_alice.get(GET, accountId=account.pk).json()["metadata"]["status"]
        assert status == column.removesuffix("_at")


def test_list_is_narrowed_by_connection_member_and_bank(as_alice, alices, account, bob):
    other = factories.make_account(factories.make_connection(factories.make_powens_user(alices, bob)))
    institution = account.connection.institution.code
    assert ids(as_alice.get(LIST, connectionId=other.connection_id)) == [str(other.pk)]
    assert ids(as_alice.get(LIST, userId=bob.pk)) == [str(other.pk)]
    assert ids(as_alice.get(LIST, institutionId=institution)) == [str(account.pk)]
    assert len(ids(as_alice.get(LIST))) == 2


def test_filter_that_matches_nothing_is_an_empty_list(as_alice, account, bobs, bob):
    foreign = factories.make_connection(factories.make_powens_user(bobs, bob))
    assert ids(as_alice.get(LIST, institutionId="no such bank")) == []
    assert ids(as_alice.get(LIST, connectionId=foreign.pk)) == []
    assert as_alice.get(LIST, userId=bob.pk).json() == {"accounts": [], "hasMore": False}


def test_pages_hold_every_account_once(as_alice, connection):
    made = [factories.make_account(connection) for _ in range(5)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    pages = 0
    while True:
        answer = as_alice.get(LIST, pageSize=2, **cursor).json()
        seen += [each["id"] for each in answer["accounts"]]
        pages += 1
        if not answer["hasMore"]:
            break
        cursor = {"cursor": answer["nextCursor"]}
    assert seen == [str(each.pk) for each in made]
    assert (pages, "nextCursor" in answer) == (3, False)


def test_latest_transactions_come_when_asked_for(as_alice, account):
    for number in range(12):
        factories.make_transaction(account, f"-{number}.10")
    answer = exactly(as_alice.get(GET, accountId=account.pk, includeLatestTransactions="true"))
    latest = answer["metadata"]["latestTransactions"]
    assert len(latest) == 10
    assert latest[0]["amount"] == Decimal("-11.10")
    assert "latestTransactions" not in as_alice.get(GET, accountId=account.pk).json()["metadata"]


def test_number_is_masked_to_its_last_four(as_alice, account):
    account.number = "0000 1234 5678"
    account.save()
    assert as_alice.get(GET, accountId=account.pk).json()["accountNumberMasked"] == "********5678"


def test_metadata_tells_who_must_act(as_alice, account):
    account.connection.state = "SCARequired"
    account.connection.save()
    reported = as_alice.get(GET, accountId=account.pk).json()["metadata"]["connection"]
    assert (reported["status"], reported["state"], reported["whoMustAct"]) == (
        "error",
        "SCARequired",
        "member",
    )


def test_loan_is_reported_with_its_exact_rate(as_alice, account):
    Loan.objects.create(account=account, type="mortgage", rate=Decimal("1.85"), duration=240)
    loan = exactly(as_alice.get(GET, accountId=account.pk))["metadata"]["loan"]
    assert loan == {"type": "mortgage", "rate": Decimal("1.85"), "durationMonths": 240}


@pytest.mark.parametrize("count", [1, 20])
def test_list_costs_the_same_queries_however_many(
    as_alice, connection, count, django_assert_max_num_queries
):
    for _ in range(count):
        factories.make_balance(factories.make_account(connection), "1.00")
    as_alice.get(LIST)
    with django_assert_max_num_queries(11):
        assert len(ids(as_alice.get(LIST, pageSize=50))) == count
    assert Account.objects.count() == count
