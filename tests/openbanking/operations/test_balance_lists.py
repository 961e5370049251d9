"""openbanking.balances.list: which accounts it covers, where its pages end, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts.mcp.summary import text_of
from openbanking.models.ids import new_id
from openbanking.operations.balances.list import OpenBankingListBalancesOutput
from openbanking.sync import Counts, keep_figures
from tests import factories
from tests.conftest import Api, exactly

KEY = "openbanking.balances.list"
GET = "openbanking.balances.get"


def make_accounts(connection, count):
    """Make accounts that have a balance of two types each, the second type first."""
    made = [factories.make_account(connection) for _ in range(count)]
    for each in made:
        factories.make_balance(each, "1223.52", type="expected")
        factories.make_balance(each, "1310.42")
    return made


def balances(api, **asked):
    answer = api.get(KEY, **asked)
    assert answer.status_code == 200, answer.content
    return exactly(answer)["balances"]


def accounts(api, **asked):
    """Return the ids of the accounts in an answer, each once, in its order."""
    return list(dict.fromkeys(each["accountId"] for each in balances(api, **asked)))


def ids(*made):
    return [str(each.pk) for each in made]


@pytest.fixture
def elsewhere(bobs, bob):
    """An account of bob's tenant, with balances."""
    (made,) = make_accounts(factories.make_connection(factories.make_powens_user(bobs, bob)), 1)
    return made


class TestWithoutFilters:
    def test_covers_all_accounts_of_the_tenant_only(self, as_alice, connection, elsewhere):
        made = make_accounts(connection, 3)
        assert accounts(as_alice) == ids(*made)

    def test_records_are_those_of_each_account_in_order(self, as_alice, connection):
        made = make_accounts(connection, 2)
        each = [exactly(as_alice.get(GET, accountId=account.pk))["balances"] for account in made]
        assert balances(as_alice) == [*each[0], *each[1]]
        assert [record["balanceType"] for record in each[0]] == ["current", "expected"]

    @pytest.mark.parametrize("column", ["disabled_at", "deleted_at", "vanished_at"])
    def test_leaves_out_accounts_that_are_not_live(self, as_alice, connection, column):
        live, gone = make_accounts(connection, 2)
        setattr(gone, column, factories.NOW)
        gone.save()
        assert accounts(as_alice) == ids(live)

    def test_no_account_gives_no_time(self, as_alice, account):
        assert as_alice.get(KEY).json() == {"balances": [], "hasMore": False}


class TestByAccount:
    def test_names_are_answered_once_each_in_the_order_of_the_list(self, as_alice, connection):
        first, _, third = make_accounts(connection, 3)
        assert accounts(as_alice, accountIds=ids(third, first, third)) == ids(first, third)

    @pytest.mark.parametrize("column", ["disabled_at", "deleted_at", "vanished_at"])
    def test_state_of_a_named_account_does_not_matter(self, as_alice, connection, column):
        (gone,) = make_accounts(connection, 1)
        setattr(gone, column, factories.NOW)
        gone.save()
        assert accounts(as_alice, accountIds=ids(gone)) == ids(gone)

    def test_anothers_account_is_refused_like_an_unknown_one(self, as_alice, connection, elsewhere):
        (own,) = make_accounts(connection, 1)
        foreign = as_alice.get(KEY, accountIds=ids(own, elsewhere))
        unknown = as_alice.get(KEY, accountIds=[str(own.pk), str(new_id())])
        refusal = as_alice.get(GET, accountId=new_id()).json()["detail"]
        assert (foreign.status_code, unknown.status_code) == (404, 404)
        assert foreign.json()["detail"] == unknown.json()["detail"] == refusal

    def test_empty_list_names_none(self, as_alice, connection):
        make_accounts(connection, 1)
        assert balances(as_alice, input='{"accountIds": []}') == []

    def test_as_many_as_may_be_named_fit_into_an_address(self, as_alice, alices, connection):
        first, second = make_accounts(connection, 2)
        asked = {
            "tenantId": alices.pk,
            "accountIds": ids(first, second) * 75,
            "connectionId": connection.pk,
            "balanceTypes": ["current", "available", "expected"],
            "pageSize": 1,
        }
        cursor = as_alice.get(KEY, **asked).json()["nextCursor"]
        assert accounts(as_alice, **asked, cursor=cursor) == ids(second)

    def test_more_are_refused_with_how_many_may_be(self, as_alice, account):
        (issue,) = as_alice.get(KEY, accountIds=ids(account) * 151).json()["issues"]
        assert (issue["path"], issue["message"]) == (
            "accountIds",
            "Send at most 150, and the others in another call.",
        )

    def test_malformed_id_is_named_by_its_place(self, as_alice, account):
        answer = as_alice.get(KEY, accountIds=[str(account.pk), "mine"])
        assert [issue["path"] for issue in answer.json()["issues"]] == ["accountIds.1"]


class TestByConnection:
    @pytest.fixture
    def second(self, connection):
        """An account of alice's tenant at another bank."""
        (made,) = make_accounts(factories.make_connection(connection.powens_user), 1)
        return made

    def test_covers_its_accounts_only(self, as_alice, connection, second):
        make_accounts(connection, 2)
        assert accounts(as_alice, connectionId=second.connection_id) == ids(second)

    def test_narrows_the_accounts_named(self, as_alice, connection, second):
        (first,) = make_accounts(connection, 1)
        asked = {"accountIds": ids(first, second), "connectionId": connection.pk}
        assert accounts(as_alice, **asked) == ids(first)

    def test_anothers_or_an_unknown_one_is_an_empty_list(self, as_alice, second, elsewhere):
        assert accounts(as_alice, connectionId=elsewhere.connection_id) == []
        assert accounts(as_alice, connectionId=new_id()) == []


class TestByType:
    @pytest.mark.parametrize(("word", "kind"), [("expected", "expected"), ("CLBD", "current")])
    def test_words_of_other_standards_are_understood(self, as_alice, connection, word, kind):
        make_accounts(connection, 2)
        assert [each["balanceType"] for each in balances(as_alice, balanceTypes=word)] == [kind] * 2

    def test_current_carries_what_can_be_spent_though_that_is_not_asked_for(self, as_alice, account):
        spendable = factories.make_balance(account, "12.50", type="available")
        factories.make_balance(account, "13.00")
        (found,) = balances(as_alice, balanceTypes="current")
        assert found["availableBalance"] == spendable.amount

    def test_known_type_without_data_is_an_empty_list(self, as_alice, connection):
        make_accounts(connection, 1)
        answer = as_alice.get(KEY, balanceTypes="available")
        assert answer.json() == {"balances": [], "hasMore": False}

    def test_unknown_type_is_refused_with_the_allowed_ones(self, as_alice, account):
        (issue,) = as_alice.get(KEY, balanceTypes="closing").json()["issues"]
        assert issue["path"] == "balanceTypes.0"
        assert "current, available, expected" in issue["message"]


class TestAsOf:
    def test_is_the_oldest_among_the_balances_of_the_page(self, as_alice, connection):
        first, second = make_accounts(connection, 2)
        for days, made in ((1, first), (2, second)):
            made.balances.filter(type="expected").update(as_of=factories.NOW - timedelta(days=days))
        page = as_alice.get(KEY, pageSize=1).json()
        assert page["asOf"] == "2026-03-01T09:30:00Z"
        assert as_alice.get(KEY).json()["asOf"] == "2026-02-28T09:30:00Z"

    def test_passes_over_types_that_are_not_asked_for(self, as_alice, connection):
        (made,) = make_accounts(connection, 1)
        made.balances.filter(type="expected").update(as_of=factories.NOW - timedelta(days=1))
        answer = as_alice.get(KEY, balanceTypes="current").json()
        assert answer["asOf"] == "2026-03-02T09:30:00Z"


class TestPages:
    def test_hold_whole_accounts_each_once(self, as_alice, connection):
        made = make_accounts(connection, 5)
        pages: list[list[str]] = []
        cursor: dict[str, str] = {}
        while True:
            answer = as_alice.get(KEY, pageSize=2, **cursor).json()
            pages.append([each["accountId"] for each in answer["balances"]])
            if not answer["hasMore"]:
                break
            cursor = {"cursor": answer["nextCursor"]}
        first, second, third, fourth, fifth = ids(*made)
        assert pages == [
            [first, first, second, second],
            [third, third, fourth, fourth],
            [fifth, fifth],
        ]
        assert "nextCursor" not in answer

    def test_accounts_without_a_balance_to_show_take_no_place(self, as_alice, connection):
        before = factories.make_account(connection)
        factories.make_balance(before, "1.00", type="available")
        made = make_accounts(connection, 2)
        factories.make_account(connection)
        answer = as_alice.get(KEY, balanceTypes="expected", pageSize=2).json()
        assert [each["accountId"] for each in answer["balances"]] == ids(*made)
        assert answer["hasMore"] is False

    def test_go_on_with_the_same_filters_however_they_are_written(self, as_alice, connection):
        first, second = make_accounts(connection, 2)
        cursor = as_alice.get(
            KEY, accountIds=ids(first, second), balanceTypes="booked", pageSize=1
        ).json()["nextCursor"]
        again = {"accountIds": ids(second, first, first), "balanceTypes": ["current", "ledger"]}
        assert accounts(as_alice, cursor=cursor, **again) == ids(second)

    @pytest.mark.parametrize("changed", ["accountIds", "connectionId", "balanceTypes", "left out"])
    def test_cursor_belongs_to_its_filters(self, as_alice, connection, changed):
        made = make_accounts(connection, 3)
        cursor = as_alice.get(KEY, accountIds=ids(*made), pageSize=1).json()["nextCursor"]
        filters = {
            "accountIds": {"accountIds": ids(*made[:2])},
            "connectionId": {"accountIds": ids(*made), "connectionId": connection.pk},
            "balanceTypes": {"accountIds": ids(*made), "balanceTypes": "current"},
            "left out": {},
        }
        refused = as_alice.get(KEY, cursor=cursor, **filters[changed])
        assert refused.status_code == 400
        assert [issue["path"] for issue in refused.json()["issues"]] == ["cursor"]

    def test_cursor_of_another_list_is_refused(self, as_alice, connection):
        make_accounts(connection, 2)
        cursor = as_alice.get("openbanking.accounts.list", pageSize=1).json()["nextCursor"]
        assert as_alice.get(KEY, cursor=cursor).status_code == 400

    def test_cursor_of_another_tenant_is_refused(self, alice, alices, connection):
        make_accounts(connection, 2)
        other = factories.make_tenant("others", alice)
        api = Api(factories.make_token(alice))
        cursor = api.get(KEY, tenantId=alices.pk, pageSize=1).json()["nextCursor"]
        assert api.get(KEY, tenantId=other.pk, cursor=cursor).status_code == 400


def test_answer_the_caller_has_is_sent_again_once_a_balance_changed(as_alice, connection):
    (made,) = make_accounts(connection, 1)
    held = Api(as_alice.token, **{"If-None-Match": as_alice.get(KEY)["ETag"]})
    assert held.get(KEY).status_code == 304
    keep_figures(
        made,
        {"balance": Decimal("1311.42"), "coming": None, "coming_balance": None},
        known={each.type: each for each in made.balances.all()},
        run=None,
        now=timezone.now(),
        counts=Counts(),
    )
    made.save()
    assert held.get(KEY).status_code == 200


def test_line_for_agents_says_of_which_account_it_is(as_alice, connection):
    made = make_accounts(connection, 8)
    text = text_of(as_alice.get(KEY).json(), OpenBankingListBalancesOutput)
    lines = [line for line in text.splitlines() if line.startswith("- current")]
    assert [line.rpartition(", ")[2] for line in lines] == ids(*made)


@pytest.mark.parametrize("narrowed", [False, True], ids=["all", "named"])
def test_costs_the_same_statements_however_many_accounts(as_alice, connection, narrowed):
    def cost(made):
        asked = {"accountIds": ids(*made)} if narrowed else {}
        with CaptureQueriesContext(database) as statements:
            assert accounts(as_alice, pageSize=50, **asked) == ids(*made)
        return len(statements)

    few = make_accounts(connection, 2)
    as_alice.get(KEY)
    of_few = cost(few)
    assert cost([*few, *make_accounts(connection, 48)]) == of_few
    assert of_few <= 11
