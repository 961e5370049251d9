"""What is asked for beside accounts and transactions: what accounts can have, and no more often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from openbanking.models import Holding, PowensUser, SyncRun
from openbanking.powens import PowensClient
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sync import Scope, run_sync
from openbanking.sync.products import Product
from openbanking.sync.reading import wealth
from tests.openbanking.conftest import of_type
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db

LISTS = {"investments", "pockets", "marketorders", "amortizations", "account_ownerships"}


def products(asked):
    """Return which lists were asked for, and begin to listen anew."""
    found = LISTS & set(asked)
    asked.clear()
    return found


def histories(asked):
    found = [path for path in asked if path.endswith("/history")]
    asked.clear()
    return found


def sync_after(**later):
    return run_sync(Scope(), clock=lambda: timezone.now() + timedelta(**later))


class TestAsking:
    def test_family_without_investments_is_asked_for_none(self, linked, asked):
        sync()
        assert products(asked) == {"account_ownerships"}
        sync()
        assert products(asked) == set()

    @pytest.mark.parametrize(
        ("kind", "expected"),
        [
            ("checking", set()),
            ("market", {"investments", "marketorders"}),
            ("lifeinsurance", {"investments"}),
            ("pee", {"investments", "pockets"}),
            ("loan", {"amortizations"}),
        ],
    )
    def test_only_what_kinds_of_accounts_can_have_is_asked_for(
        self, saver, patrimony, asked, kind, expected
    ):
        account = of_type(patrimony, kind)
        patrimony.accounts = {account.id: account}
        sync()
        assert products(asked) == expected | {"account_ownerships"}

    def test_account_of_an_unknown_kind_may_have_lines(self, saver, patrimony, market, asked):
        patrimony.accounts, market.type = {market.id: market}, "neverHeardOf"
        sync()
        assert "investments" in products(asked)
        assert Holding.objects.count() == 3

    @pytest.mark.parametrize("ended", ["disable", "close_account"])
    def test_nothing_is_asked_for_accounts_that_are_not_read(
        self, saver, patrimony, market, happens, asked, ended
    ):
        patrimony.accounts = {market.id: market}
        happens(ended, account=market.id)
        sync()
        assert products(asked) == set()

    def test_owners_are_asked_for_once_a_week(self, saver, asked):
        sync()
        products(asked)
        sync_after(days=6)
        assert "account_ownerships" not in products(asked)
        sync_after(days=8)
        assert "account_ownerships" in products(asked)

    def test_owners_are_asked_for_when_there_is_another_account(self, saver, patrimony, happens, asked):
        sync()
        happens("open_account", connection=patrimony.id, enabled=True)
        products(asked)
        sync()
        assert "account_ownerships" in products(asked)

    def test_full_sync_asks_for_everything(self, saver, asked):
        sync()
        products(asked)
        sync(full=True)
        assert products(asked) == LISTS

    def test_owners_that_are_switched_off_are_not_asked_for_each_time(self, savers, saver, asked):
        savers.state.products.change(account_ownerships="forbidden")
        assert len(sync().warnings) == 1
        products(asked)
        assert (sync().warnings, products(asked) & {"account_ownerships"}) == ([], set())


class TestHistories:
    def test_lines_with_units_have_theirs_read_whole_at_first(self, saver, share, asked):
        sync()
        assert len(histories(asked)) == 4
        known = Holding.objects.get(external_id=str(share.id)).values
        assert [each.valued_on for each in known.order_by("valued_on")] == [
            each.vdate for each in share.values
        ]

    def test_they_are_asked_for_once_a_week_from_a_week_before(self, saver, asked, monkeypatch):
        sync()
        histories(asked)
        sync_after(days=6)
        assert histories(asked) == []
        begins, read = [], PowensClient.investment_history

        def listened(client, line, *, since=None):
            begins.append(since)
            return read(client, line, since=since)

        monkeypatch.setattr(PowensClient, "investment_history", listened)
        read_at = timezone.now()
        sync_after(days=8)
        assert begins == [(read_at - timedelta(days=7)).date()] * 4

    def test_full_sync_reads_them_from_the_beginning(self, saver, asked, share):
        sync()
        Holding.objects.get(external_id=str(share.id)).values.all().delete()
        histories(asked)
        sync(full=True)
        assert len(histories(asked)) == 4
        assert Holding.objects.get(external_id=str(share.id)).values.count() == len(share.values)

    def test_few_are_read_in_a_run_and_the_others_in_the_next(self, saver, asked, monkeypatch):
        monkeypatch.setattr(wealth, "MOST_HISTORIES", 3)
        sync()
        first = histories(asked)
        sync()
        assert (len(first), len(set(histories(asked)) - set(first))) == (3, 1)

    def test_refusal_ends_it_and_is_not_repeated_for_the_same_line(self, savers, saver, asked):
        fault = Fault(kind=FaultKind.STATUS, path="/history$", status=403, code="forbidden", times=0)
        savers.faults.add(fault)
        assert sync().status is SyncRun.Status.OK
        first = histories(asked)
        sync()
        assert (len(first), len(set(histories(asked)) - set(first))) == (1, 1)

    def test_failure_leaves_the_lines_as_they_were_read(self, savers, saver, asked):
        savers.faults.add(Fault(kind=FaultKind.TRUNCATED, path="/history$", times=0))
        report = sync()
        assert (report.totals.holdings.added, report.status) == (6, SyncRun.Status.PARTIAL)
        savers.faults.clear()
        histories(asked)
        assert sync().status is SyncRun.Status.OK
        assert len(histories(asked)) == 4


class TestFailing:
    @pytest.mark.parametrize("path", sorted(LISTS))
    def test_one_product_fails_alone(self, savers, saver, path):
        savers.faults.add(Fault(kind=FaultKind.TRUNCATED, path=f"users/me/{path}$", times=0))
        report = sync()
        added = {each for each in Product if report.totals.of(each).added}
        assert len(added) == (3 if path == "investments" else 4)
        assert len(report.connections[0].unread_products) == 1
        assert report.status is SyncRun.Status.PARTIAL

    def test_nothing_more_is_asked_for_when_powens_asks_for_fewer_calls(self, savers, saver, asked):
        fault = Fault(kind=FaultKind.RATE_LIMITED, path="users/me/pockets$", times=0, seconds=600)
        savers.faults.add(fault)
        report = sync()
        assert products(asked) == {"investments", "pockets"}
        assert report.connections[0].unread_products == set(Product) - {Product.HOLDINGS}
        assert report.totals.transactions.added

    def test_refusal_of_a_line_by_its_id_is_no_refusal_of_the_token(self, savers, saver, happens, share):
        sync()
        happens("sell_line", investment=share.id, trace=False)
        fault = Fault(kind=FaultKind.STATUS, path=r"investments/\d+$", status=403, times=0)
        savers.faults.add(fault)
        report = sync()
        assert report.status is SyncRun.Status.PARTIAL
        assert not Holding.objects.exclude(deleted_on=None).exists()
        assert PowensUser.objects.get().rejected_at is None

    @pytest.mark.parametrize("how", ["empty", "forbidden", "not_found"])
    def test_what_is_switched_off_is_said_once_for_all_accounts(self, savers, saver, how):
        off = dict.fromkeys(
            ("investments", "pockets", "market_orders", "amortizations", "account_ownerships"), how
        )
        savers.state.products.change(**off)
        report = sync()
        assert [each.split(":")[0] for each in report.warnings] == [
            f"Powens gives no {each.words}" for each in Product
        ]
        assert report.connections[0].warnings == []
        assert report.status is SyncRun.Status.OK
