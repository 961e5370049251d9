"""Accounts that are made one bring together what they hold and owe, and part with it again."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import (
    Account,
    AccountOwner,
    Holding,
    HoldingReading,
    HoldingValue,
    LoanPayment,
    MarketOrder,
    MergeProposal,
    Pocket,
)
from openbanking.review.merges import merge, undo
from openbanking.sandbox.world.reissue import reissued
from tests.openbanking.conftest import of_type
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db
WITH_ACCOUNT = (Holding, Pocket, MarketOrder, LoanPayment, AccountOwner)
MODELS = (*WITH_ACCOUNT, HoldingReading, HoldingValue)


@pytest.fixture(params=["market", "pee", "loan"])
def account(request, patrimony):
    """The only account at the bank, of each kind that holds or owes something."""
    found = of_type(patrimony, request.param)
    patrimony.accounts = {found.id: found}
    return found


@pytest.fixture
def proposal(saver, savers, patrimony, account):
    """Ours is gone, and there are two that may be what became of it; of one it is asked."""
    sync()
    again = [reissued(savers.state, account, disabled=False) for _ in range(2)]
    for number, each in enumerate(again):
        each.number = f"N{number}"
    patrimony.accounts = {each.id: each for each in again}
    sync()
    return MergeProposal.objects.get(merged_away__external_id=str(again[0].id))


def everything():
    """Return each row as it is, without when it last changed and what it is at Powens."""
    unsaid = {"updated_at", "external_id", "history_read_at"}
    return [list(model.objects.order_by("pk").values(*(names_of(model) - unsaid))) for model in MODELS]


def names_of(model):
    return {field.attname for field in model._meta.concrete_fields}


def ids(model, account):
    return set(model.objects.filter(account=account).values_list("pk", flat=True))


def live(account):
    return {
        Holding: set(account.holdings.live().values_list("key", "quantity", "valuation")),
        Pocket: set(account.pockets.filter(deleted_on=None).values_list("label", "quantity")),
        MarketOrder: set(account.orders.filter(deleted_on=None).values_list("number", "state")),
        LoanPayment: set(account.loan_payments.live().values_list("due_on", "total")),
        AccountOwner: {(each.role, each.name) for each in account.owners.all()},
    }


def test_kept_account_goes_on_with_its_own_rows(proposal, alice):
    kept = proposal.kept
    before = [ids(model, kept) for model in WITH_ACCOUNT]
    expected = live(proposal.merged_away)
    merge(proposal, by=alice, now=timezone.now())
    sync()
    kept.refresh_from_db()
    assert kept.status is Account.Status.ACTIVE
    assert live(kept) == expected
    assert [ids(model, kept) for model in WITH_ACCOUNT] == before


def test_second_sync_after_it_changes_nothing(proposal, alice):
    merge(proposal, by=alice, now=timezone.now())
    sync()
    totals = sync().totals
    assert {counts.written for _, counts in totals.kinds()} == {0}


def test_undoing_it_at_once_restores_everything(proposal, alice):
    before = everything()
    merge(proposal, by=alice, now=timezone.now())
    undo(proposal, by=alice, now=timezone.now())
    assert everything() == before


@pytest.mark.parametrize("account", ["market"], indirect=True)
def test_what_came_in_meanwhile_comes_with_it_and_goes_back(patrimony, proposal, alice):
    again = patrimony.accounts[int(proposal.merged_away.external_id)]
    line = next(each for each in again.investments.values() if each.quantity)
    line.quantity = Decimal(99)
    sync()
    ours = proposal.kept.holdings.get(code=line.code)
    learned = ours.readings.count()
    merge(proposal, by=alice, now=timezone.now())
    ours.refresh_from_db()
    assert ours.quantity == 99
    assert ours.readings.count() > learned
    line.quantity = Decimal(100)
    sync()
    ours.refresh_from_db()
    assert ours.quantity == 100
    undo(proposal, by=alice, now=timezone.now())
    ours.refresh_from_db()
    theirs = proposal.merged_away.holdings.get(code=line.code)
    assert (ours.quantity, ours.readings.count()) == (Decimal(40), learned)
    assert (theirs.quantity, theirs.deleted_on) == (100, None)


@pytest.mark.parametrize("account", ["pee"], indirect=True)
def test_line_that_only_the_other_has_changes_hands(proposal, alice):
    proposal.kept.holdings.all().delete()
    theirs = proposal.merged_away.holdings.get()
    merge(proposal, by=alice, now=timezone.now())
    assert proposal.kept.holdings.get() == theirs
    assert set(theirs.pockets.values_list("account", flat=True)) == {proposal.kept_id}
    undo(proposal, by=alice, now=timezone.now())
    assert proposal.merged_away.holdings.get() == theirs
    assert set(theirs.pockets.values_list("account", flat=True)) == {proposal.merged_away_id}
