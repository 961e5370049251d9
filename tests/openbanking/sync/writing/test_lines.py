"""Lines of accounts: mirrored with every digit, each change of a figure kept, none taken for gone."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.health.failures import PRODUCTS_UNREAD
from openbanking.models import Account, Holding, HoldingReading, HoldingValue, SyncRun
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world.holdings import investment_json
from openbanking.sync import Scope, run_sync
from tests.openbanking.sync.running import Soon, sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saver")]


def ours(line) -> Holding:
    return Holding.objects.get(external_id=str(line.id))


def rows():
    return [
        list(model.objects.order_by("pk").values()) for model in (Holding, HoldingReading, HoldingValue)
    ]


def test_line_has_the_figures_of_the_bank(savers, market, share):
    sync()
    found, theirs = ours(share), investment_json(market, share)
    assert (found.account.external_id, found.label, found.code) == (
        str(market.id),
        share.label,
        share.code,
    )
    assert (found.code_type, found.symbol, found.currency) == ("ISIN", "MERI", "EUR")
    figures = {
        "quantity": found.quantity,
        "unitprice": found.unit_cost,
        "unitvalue": found.unit_value,
        "valuation": found.valuation,
        "diff": found.gain,
        "diff_percent": found.gain_ratio,
        "portfolio_share": found.portfolio_share,
    }
    assert figures == {name: Decimal(bytes(theirs[name]).decode()) for name in figures}
    assert found.valued_on == share.vdate
    assert found.calculated == sorted(theirs["calculated"])


def test_security_in_another_currency_has_both(market):
    sync()
    found = Holding.objects.get(symbol="ORCH")
    assert (found.currency, found.security_currency) == ("EUR", "USD")
    assert (found.security_unit_value, found.security_unit_cost) == (Decimal("84.5"), Decimal(80))
    assert (found.security_valuation, found.security_gain) == (Decimal("2112.5"), Decimal("112.5"))


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("ATELIERS MERIDIEN", "security"),
        ("Liquidités", "cash"),
        ("Fonds euro", "fund"),
        ("FONDS TILLEUL MONDE", "fund"),
        ("MERIDIEN RELANCE", "fund"),
    ],
)
def test_kind_is_told_by_what_is_known_of_a_line(label, kind):
    sync()
    assert Holding.objects.get(label=label).kind == kind


def test_second_run_changes_nothing():
    sync()
    before = rows(), list(Account.objects.order_by("pk").values_list("updated_at"))
    totals = sync().totals
    assert (totals.holdings.seen, totals.holdings.unchanged, totals.holdings.written) == (6, 6, 0)
    assert (rows(), list(Account.objects.order_by("pk").values_list("updated_at"))) == before


def test_dry_run_counts_and_writes_nothing():
    report = run_sync(Scope(), dry_run=True)
    assert report.totals.holdings.added == 6
    assert not Holding.objects.exists()


class TestChange:
    def test_new_value_is_a_reading_and_a_value_of_that_day(self, happens, savers, share):
        sync()
        before = ours(share)
        happens("set_value", investment=share.id, to="160.0000")
        assert sync().totals.holdings.changed >= 1
        now = ours(share)
        assert (now.pk, now.unit_value) == (before.pk, Decimal(160))
        assert now.learned_at > before.learned_at
        assert [each.unit_value for each in now.readings.all()] == [
            Decimal(160),
            Decimal("152.34"),
        ]
        newest = now.values.all()[0]
        assert (newest.unit_value, newest.valued_on) == (Decimal(160), share.vdate)
        assert newest.source == HoldingValue.Source.READING

    def test_account_has_changed_with_its_lines(self, happens, market, share):
        sync()
        before = Account.objects.get(external_id=str(market.id)).updated_at
        happens("withhold", investment=share.id, fields=["unitprice"])
        sync()
        assert Account.objects.get(external_id=str(market.id)).updated_at > before

    def test_other_quantity_is_a_reading(self, happens, share):
        sync()
        order = happens("place_order", investment=share.id, quantity="2")
        happens("execute_order", order=order)
        sync()
        found = ours(share)
        assert found.quantity == 42
        assert [each.quantity for each in found.readings.all()] == [42, 40]

    def test_mere_update_at_powens_is_no_reading(self, savers, share):
        sync()
        before = ours(share)
        share.last_update = savers.clock.now()
        share.last_update = share.last_update.replace(second=59)
        sync()
        found = ours(share)
        assert found.as_of > before.as_of
        assert (found.learned_at, found.readings.count()) == (before.learned_at, 1)

    def test_what_the_bank_gives_no_more_is_missing_and_not_zero(self, happens, share):
        sync()
        happens("withhold", investment=share.id, fields=["valuation", "unitvalue"])
        sync()
        found = ours(share)
        assert (found.valuation, found.unit_value, found.quantity) == (None, None, Decimal(40))

    def test_code_that_comes_later_is_given_to_the_same_line(self, share):
        share.code, code = None, share.code
        sync()
        before = ours(share)
        share.code = code
        sync()
        assert (ours(share).pk, ours(share).key) == (before.pk, code)


class TestGone:
    def test_line_that_is_sold_is_soft_deleted(self, happens, savers, share):
        sync()
        happens("sell_line", investment=share.id)
        assert sync().totals.holdings.removed == 1
        assert ours(share).deleted_on == savers.clock.now().date()

    def test_line_that_is_listed_no_more_is_soft_deleted(self, happens, share):
        sync()
        found = ours(share)
        happens("sell_line", investment=share.id, trace=False)
        report = sync()
        found.refresh_from_db()
        assert (report.totals.holdings.removed, report.status) == (1, SyncRun.Status.OK)
        assert found.deleted_on == timezone.now().date()
        assert found.readings.all()[0].deleted_on == found.deleted_on
        assert sync().totals.holdings.written == 0

    @pytest.mark.parametrize("new_id", [False, True])
    def test_line_that_is_bought_again_is_the_same(self, happens, share, new_id):
        sync()
        found = ours(share)
        happens("sell_line", investment=share.id)
        sync()
        again = happens("buy_back", investment=share.id, quantity="3", new_id=new_id)
        sync()
        found.refresh_from_db()
        assert (found.external_id, found.quantity, found.deleted_on) == (str(again), Decimal(3), None)
        assert Holding.objects.filter(code=share.code).count() == 1
        assert sync().totals.holdings.written == 0

    def test_line_that_powens_still_has_is_kept(self, savers):
        sync()
        savers.faults.add(Fault(kind=FaultKind.SHORT, path="users/me/investments$", times=0))
        report = sync()
        assert not Holding.objects.exclude(deleted_on=None).exists()
        assert report.status is SyncRun.Status.PARTIAL
        assert report.connections[0].condition is PRODUCTS_UNREAD
        savers.faults.clear()
        assert sync().status is SyncRun.Status.OK

    def test_nothing_is_concluded_when_a_row_cannot_be_read(self, happens, market, share):
        sync()
        happens("sell_line", investment=share.id, trace=False)
        other = next(iter(market.investments.values()))
        other.code_type = 5
        report = sync()
        assert not Holding.objects.exclude(deleted_on=None).exists()
        assert report.totals.holdings.warnings == 1
        assert f"Holding {other.id} of account {market.id} was left out" in str(
            report.connections[0].warnings[0]
        )

    def test_lines_of_a_disabled_account_stay(self, happens, market):
        sync()
        happens("disable", account=market.id)
        sync()
        assert Holding.objects.live().filter(account__external_id=str(market.id)).count() == 3

    def test_lines_of_an_account_that_is_enabled_again_are_the_same(self, happens, market):
        sync()
        held = dict(market.investments)
        before = set(Holding.objects.values_list("pk", "key"))
        happens("disable", account=market.id)
        sync()
        happens("enable", account=market.id)
        for _ in range(2):  # Powens erased what it had, and reads the bank when it sees fit
            assert sync().totals.holdings.removed == 0
        for line in held.values():
            line.id += 5000
            market.investments[line.id] = line
        sync()
        assert set(Holding.objects.live().values_list("pk", "key")) == before

    def test_last_line_is_gone_once_the_bank_was_read_without_it(self, savers, market):
        sync()
        market.investments.clear()
        assert sync().totals.holdings.removed == 0
        market.last_update = savers.clock.now() + timedelta(hours=1)
        assert sync().totals.holdings.removed == 3
        assert Holding.objects.live().count() == 3


class TestFigures:
    def test_figure_that_no_column_holds_is_left_out_and_named(self, market, share):
        share.quantity = Decimal("0.1234567890123456789")
        report = sync()
        assert (ours(share).quantity, ours(share).unit_value) == (None, Decimal("152.34"))
        assert [str(each) for each in report.connections[0].warnings] == [
            f"Holding {share.id} of account {market.id} lacks figures that no column holds: quantity."
        ]


@pytest.mark.parametrize("trace", [False, True])
def test_lines_follow_an_account_that_comes_back_under_another_id(happens, patrimony, market, trace):
    patrimony.accounts = {market.id: market}
    market.iban = "FR7630006000011234567890189"
    sync()
    before = dict(Holding.objects.values_list("pk", "code"))
    learned = HoldingReading.objects.count()
    happens("recreate", connection=patrimony.id, disabled=False, trace=trace)
    report = sync()
    again = next(each for each in patrimony.accounts.values() if not each.deleted)
    assert dict(Holding.objects.live().values_list("pk", "code")) == before
    assert {each.external_id for each in Holding.objects.all()} == set(map(str, again.investments))
    assert (report.totals.holdings.added, report.totals.holdings.removed) == (0, 0)
    assert HoldingReading.objects.count() == learned
    assert sync().totals.holdings.written == 0


def test_several_lines_of_one_code_are_told_apart(market, share):
    twin = copy(share)
    twin.id, twin.quantity = share.id + 90_000, Decimal(7)
    market.investments[twin.id] = twin
    sync()
    assert {(ours(each).twin, ours(each).quantity) for each in (share, twin)} == {
        (0, Decimal(40)),
        (1, Decimal(7)),
    }
    assert sync().totals.holdings.written == 0


def test_day_that_is_none_leaves_a_line_out(market, share):
    sync()
    share.vdate = Soon(2026, 1, 1)
    report = sync()
    assert report.totals.holdings.warnings == 1
    assert ours(share).deleted_on is None
