"""Manual accounts in the admin: added, valued, corrected, and told what is wrong with what was typed."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import ManualAccount, Valuation
from tests import factories
from tests.amounts import WIDE
from tests.openbanking.admin.test_actions import act

ACCOUNTS = "/admin/openbanking/manualaccount/"
DAY = "2026-03-02"

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(alices):
    return factories.make_manual_account(alices)


def typed(family, /, *valuations, there=0, **given):
    """Return the form as a browser sends it, with new valuations beneath those that are there."""
    data = {
        "name": "House",
        "kind": "property",
        "tenant": str(family.pk),
        "currency": "EUR",
        "valuations-TOTAL_FORMS": str(there),
        "valuations-INITIAL_FORMS": str(there),
        "valuations-2-TOTAL_FORMS": str(len(valuations)),
        "valuations-2-INITIAL_FORMS": "0",
        **given,
    }
    for number, valuation in enumerate(valuations):
        row = {"valued_on": DAY, "amount": "350000", "source": "A notary", **valuation}
        data |= {f"valuations-2-{number}-{name}": str(value) for name, value in row.items()}
    return data


def add(staff, *args, **given):
    return staff.post(f"{ACCOUNTS}add/", typed(*args, **given), follow=True)


def change(staff, account, /, *args, **given):
    data = typed(account.tenant, *args, there=account.valuations.count(), **given)
    return staff.post(f"{ACCOUNTS}{account.pk}/change/", data, follow=True)


def test_account_is_added_with_its_first_value(staff, alices, alice):
    add(staff, alices, {"amount": str(WIDE)}, owner=str(alice.pk), currency="eur", note="With the deed")
    account = ManualAccount.objects.get()
    assert (account.owner, account.currency, account.note) == (alice, "EUR", "With the deed")
    valuation = account.valuations.get()
    assert (valuation.amount, str(valuation.valued_on), valuation.source) == (WIDE, DAY, "A notary")
    assert str(valuation.recorded_by) == "root"
    assert timezone.now() - valuation.recorded_at < timedelta(minutes=1)


def test_list_marks_it_as_manual_and_says_what_it_is_worth(staff, house):
    factories.make_valuation(house, "300000", valued_on=factories.NOW - timedelta(days=9))
    factories.make_valuation(house, "350000")
    text = staff.get(ACCOUNTS).content.decode()
    assert "manual" in text
    assert "Property" in text
    assert "350\N{NARROW NO-BREAK SPACE}000.00 EUR" in text


def test_value_is_corrected_by_another_row(staff, house):
    wrong = factories.make_valuation(house, "3500000")
    change(staff, house, {"supersedes": wrong.pk})
    wrong.refresh_from_db()
    assert (wrong.amount, wrong.superseded_by.amount) == (Decimal(3500000), Decimal(350000))
    assert "corrected" in staff.get(f"{ACCOUNTS}{house.pk}/change/").content.decode()


def test_value_is_withdrawn(staff, house):
    wrong = factories.make_valuation(house, "3500000")
    change(staff, house, {"amount": "", "supersedes": wrong.pk})
    wrong.refresh_from_db()
    assert wrong.superseded_by.amount is None


@pytest.mark.parametrize("prefix", ["valuations", "valuations-2"])
def test_what_was_recorded_is_neither_altered_nor_deleted(staff, house, prefix):
    known = factories.make_valuation(house, "350000")
    before = Valuation.objects.values().get()
    row = {"id": known.pk, "account": house.pk, "amount": "1", "valued_on": "2020-01-01"}
    row |= {"source": "Nobody", "DELETE": "on"}
    counts = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1"}
    change(staff, house, **counts, **{f"{prefix}-0-{name}": str(row[name]) for name in row})
    assert Valuation.objects.values().get() == before


@pytest.mark.parametrize(
    ("row", "answer"),
    [
        ({"valued_on": "2999-01-01"}, "Give a day that has come"),
        ({"amount": ""}, "only a correction may leave it empty"),
        ({"amount": "many"}, "Enter a number."),
        ({"amount": "0.0000000000000000001"}, "no more than 18 decimal places"),
        ({"source": ""}, "This field is required."),
    ],
)
def test_value_that_cannot_be_is_refused(staff, alices, row, answer):
    assert answer in add(staff, alices, row).content.decode()
    assert not ManualAccount.objects.exists()


@pytest.mark.parametrize("kind", ["loans", "cards"])
def test_what_is_owed_is_negative(staff, alices, kind):
    assert "as a negative amount" in add(staff, alices, {"amount": "5"}, kind=kind).content.decode()
    add(staff, alices, {"amount": "-5"}, kind=kind)
    assert Valuation.objects.get().amount == Decimal(-5)


def test_value_of_another_account_is_not_corrected(staff, alices, house):
    other = factories.make_valuation(factories.make_manual_account(alices), "1")
    assert "valid choice" in change(staff, house, {"supersedes": other.pk}).content.decode()


def test_value_is_corrected_once(staff, house):
    wrong = factories.make_valuation(house, "1")
    rows = [{"supersedes": wrong.pk}] * 2
    assert "Two rows correct the same" in change(staff, house, *rows).content.decode()
    factories.make_valuation(house, "2", supersedes=wrong)
    assert "valid choice" in change(staff, house, *rows[:1]).content.decode()


def test_owner_is_a_member_of_the_family(staff, alices, bob):
    assert "not a member of the family" in add(staff, alices, owner=str(bob.pk)).content.decode()


def test_kind_is_chosen_and_not_presumed(staff, alices):
    assert '<option value="" selected>' in staff.get(f"{ACCOUNTS}add/").content.decode()
    assert "This field is required." in add(staff, alices, kind="").content.decode()


@pytest.mark.parametrize("currency", ["", "E", "€UR", "EURO AND MORE"])
def test_currency_is_a_code(staff, alices, currency):
    add(staff, alices, currency=currency)
    assert not ManualAccount.objects.exists()


def test_connected_account_is_of_the_same_family_and_currency(staff, alices, bobs, account):
    text = add(staff, bobs, continued_by=str(account.pk)).content.decode()
    assert "belongs to another family" in text
    text = add(staff, alices, continued_by=str(account.pk), currency="CHF").content.decode()
    assert "This account is in EUR." in text
    add(staff, alices, continued_by=str(account.pk))
    assert ManualAccount.objects.get().continued_by == account
    assert "older history" in staff.get(ACCOUNTS).content.decode()


def test_family_and_currency_stay_once_there_are_amounts(staff, bobs, house):
    factories.make_valuation(house, "350000")
    change(staff, house, tenant=str(bobs.pk), currency="CHF", name="Cottage")
    house.refresh_from_db()
    assert (house.tenant.slug, house.currency, house.name) == ("alices", "EUR", "Cottage")


def test_account_with_amounts_is_not_deleted(staff, house):
    factories.make_valuation(house, "350000")
    act(staff, "manualaccount", "delete_selected", house)
    assert staff.post(f"{ACCOUNTS}{house.pk}/delete/", {"post": "yes"}).status_code == 403
    house.valuations.all().delete()
    staff.post(f"{ACCOUNTS}{house.pk}/delete/", {"post": "yes"})
    assert not ManualAccount.objects.exists()
