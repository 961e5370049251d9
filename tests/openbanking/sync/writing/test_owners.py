"""Owners of accounts: as the bank names them, and no longer than it does."""

from __future__ import annotations

from typing import Any

import pytest

from openbanking.models import Account, AccountOwner
from openbanking.sandbox.world.wealth import Party
from tests.openbanking.conftest import of_type
from tests.openbanking.sync.running import sync

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saver")]


@pytest.fixture
def joint(patrimony):
    return of_type(patrimony, "checking")


def owners(account):
    found = AccountOwner.objects.filter(account__external_id=str(account.id))
    return {(each.role, each.name, each.is_member, each.multiple_holders) for each in found}


def test_owners_are_those_the_bank_names(joint):
    sync()
    assert owners(joint) == {
        ("holder", "Anna Rossi", True, True),
        ("co_holder", "Bruno Rossi", None, True),
    }


def test_party_without_a_name_is_nobody(patrimony):
    sync()
    assert owners(of_type(patrimony, "lifeinsurance")) == set()


def test_who_is_named_no_more_is_kept_no_longer(joint):
    sync()
    before = Account.objects.get(external_id=str(joint.id)).updated_at
    joint.parties = joint.parties[:1]
    report = sync(full=True)
    assert owners(joint) == {("holder", "Anna Rossi", True, False)}
    assert (report.totals.owners.removed, report.totals.owners.changed) == (1, 1)
    assert Account.objects.get(external_id=str(joint.id)).updated_at > before


def test_nothing_is_concluded_from_an_account_that_is_not_listed(joint):
    sync()
    before = owners(joint)
    joint.parties = []
    sync(full=True)
    assert owners(joint) == before


@pytest.mark.parametrize("how", ["empty", "forbidden", "not_found"])
def test_owners_stay_when_the_product_is_switched_off(savers, joint, how):
    sync()
    before = owners(joint)
    savers.state.products.change(account_ownerships=how)
    sync(full=True)
    assert owners(joint) == before


def test_second_run_changes_nothing():
    sync()
    assert sync(full=True).totals.owners.written == 0


def test_same_person_listed_twice_is_one(joint):
    joint.parties *= 2
    sync()
    assert len(owners(joint)) == 2


def test_no_name_is_logged_or_reported(savers, joint, caplog):
    caplog.set_level("DEBUG")
    unheard_of: Any = "yes"
    joint.parties.append(Party(role="holder", full_name="Anna Rossi", is_user=unheard_of))
    report = sync()
    warnings = [str(each) for each in report.connections[0].warnings]
    assert warnings
    assert not [text for text in (*warnings, caplog.text) if "Rossi" in text]
