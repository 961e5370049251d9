"""The pages of what a family keeps by hand: seen by all of it, changed by those who administer it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import ManualAccount, Membership, Valuation
from tests import factories
from tests.openbanking.dashboard.reading import words

PAGE = "/families/alices/kept/"
TYPED = {
    "name": "House by the lake",
    "kind": "property",
    "currency": "eur",
    "owner": "",
    "amount": "850\N{NARROW NO-BREAK SPACE}000.05",
    "valued_on": "2026-01-15",
    "source": "The notary",
}
WORTH = {"amount": "900000", "valued_on": "2026-02-15", "source": "An estimate"}


@pytest.fixture
def viewer(client, alice, alices):
    client.force_login(alice)
    return client


@pytest.fixture
def member(viewer, alice):
    Membership.objects.filter(user=alice).update(role=Membership.Role.ADMIN)
    return viewer


@pytest.fixture
def house(alices):
    return factories.make_manual_account(alices, name="A house")


@pytest.fixture
def valued(house):
    return factories.make_valuation(house, "5000", valued_on=date(2025, 5, 4), source="The notary")


def of(account, to=""):
    return f"{PAGE}{account.pk}/{to}"


def correction(valuation):
    return of(valuation.account, f"values/{valuation.pk}/")


def test_list_has_the_latest_value_since_when_and_by_whose_word(viewer, house, valued):
    factories.make_valuation(house, "7000", valued_on=date(2025, 8, 1), source="A broker")
    text = words(viewer.get(PAGE))
    assert "Property 7 000.00 EUR A house A broker 7 000.00 EUR since 1 Aug 2025" in text
    assert "5 000.00" not in text


def test_what_is_closed_stands_apart(viewer, house):
    factories.make_valuation(house, "0", valued_on=date(2025, 8, 1), source="Sold")
    text = words(viewer.get(PAGE))
    assert "1 closed A house Property · Sold 0.00 EUR closed since 1 Aug 2025" in text


def test_account_has_its_values_and_who_recorded_them_when(viewer, house, valued, alice):
    valued.recorded_by = alice
    valued.save()
    text = words(viewer.get(of(house)))
    assert "4 May 2025 The notary recorded" in text
    assert "by alice" in text


def test_somebody_of_the_staff_is_not_named(viewer, house, charlie):
    factories.make_valuation(house, "5", recorded_by=charlie)
    assert "charlie" not in words(viewer.get(of(house)))


def test_chart_begins_with_the_second_value_and_holds_each_until_the_next(viewer, house, valued):
    assert viewer.get(of(house)).context["chart"] is None
    factories.make_valuation(house, "0", valued_on=date(2025, 5, 7), source="Sold")
    chart = viewer.get(of(house)).context["chart"]
    assert chart.data["labels"] == ["4 May 2025", "5 May 2025", "6 May 2025", "7 May 2025"]
    assert chart.data["series"][0]["points"] == [5000.0, 5000.0, 5000.0, 0.0]


def test_something_is_kept_with_its_first_value(member, alices, alice):
    answer = member.post(f"{PAGE}new/", {**TYPED, "owner": str(alice.pk)}, follow=True)
    made = ManualAccount.objects.get()
    assert (made.name, made.kind, made.currency) == ("House by the lake", "property", "EUR")
    assert (made.tenant, made.owner) == (alices, alice)
    assert Valuation.objects.get().amount == Decimal("850000.05")
    assert answer.redirect_chain == [(of(made), 302)]
    assert "It is kept." in words(answer)
    assert "belongs to alice" in words(answer)


def test_amount_is_read_as_the_language_writes_it(member, alice, settings):
    alice.language = "de"
    member.cookies[settings.LANGUAGE_COOKIE_NAME] = "de"
    member.post(f"{PAGE}new/", {**TYPED, "amount": "850.000,05"})
    assert Valuation.objects.get().amount == Decimal("850000.05")


@pytest.mark.parametrize("amount", ["a lot", "NaN", "Infinity", "1.310,42"])
def test_what_is_no_amount_is_said_beside_it(member, amount):
    answer = member.post(f"{PAGE}new/", {**TYPED, "amount": amount})
    assert "Give an amount in digits." in words(answer)
    assert not ManualAccount.objects.exists()


def test_nothing_is_kept_where_its_value_is_refused(member):
    answer = member.post(f"{PAGE}new/", {**TYPED, "kind": "loans"})
    assert answer.context["form"].errors == {"amount": ["Give what is owed as a negative amount."]}
    assert not ManualAccount.objects.exists()


def test_refusal_stands_beside_its_field(member, house, valued):
    tomorrow = (timezone.now() + timedelta(days=1)).date().isoformat()
    answer = member.post(of(house, "values/new/"), {**WORTH, "valued_on": tomorrow})
    assert list(answer.context["form"].errors) == ["valued_on"]
    answer = member.post(of(house, "close/"), {"closed_on": "2025-01-01", "source": "Sold"})
    assert list(answer.context["form"].errors) == ["closed_on"]
    assert Valuation.objects.get() == valued


def test_value_is_added(member, house, valued, alice):
    answer = member.post(of(house, "values/new/"), WORTH, follow=True)
    assert "900 000.00 EUR since 15 Feb 2026 · An estimate" in words(answer)
    assert Valuation.objects.latest("recorded_at").recorded_by == alice


def test_correction_begins_with_what_was_wrong_and_takes_its_place(member, house, valued):
    shown = member.get(correction(valued)).content.decode()
    assert 'value="5\N{NARROW NO-BREAK SPACE}000"' in shown
    assert "5 000.00" not in words(member.post(correction(valued), WORTH, follow=True))
    assert Valuation.objects.count() == 2
    assert member.get(correction(valued)).status_code == 404


def test_account_is_renamed_and_keeps_its_currency(member, house, valued):
    assert "currency" not in member.get(of(house, "change/")).context["form"].fields
    member.post(of(house, "change/"), {"name": "Flat", "kind": "other", "owner": ""})
    house.refresh_from_db()
    assert (house.name, house.kind, house.currency) == ("Flat", "other", "EUR")


def test_currency_without_a_code_is_shown_by_its_ticker(member, alices):
    coins = factories.make_manual_account(alices, name="Coins", currency="USDT")
    factories.make_valuation(coins, "5")
    assert "5.00 USDT" in words(member.get(PAGE))
    member.post(of(coins, "change/"), {"name": "My coins", "kind": "other", "owner": ""})
    coins.refresh_from_db()
    assert (coins.name, coins.currency) == ("My coins", "USDT")


def test_account_is_closed_from_a_day_on(member, house, valued):
    typed = {"closed_on": "2025-06-01", "source": "Sold, by the deed"}
    text = words(member.post(of(house, "close/"), typed, follow=True))
    assert "0.00 EUR since 1 Jun 2025 · Sold, by the deed" in text
    assert "5 000.00 EUR" in text


@pytest.mark.parametrize("to", ["change/", "values/new/", "close/"])
def test_viewers_only_look(viewer, house, valued, to):
    assert viewer.get(of(house, to)).status_code == 403
    assert viewer.post(of(house, to), {**WORTH, "name": "A", "kind": "other"}).status_code == 403
    assert viewer.post(correction(valued), WORTH).status_code == 403
    assert viewer.post(f"{PAGE}new/", TYPED).status_code == 403
    for path in (PAGE, of(house)):
        shown = viewer.get(path).content.decode()
        assert of(house, to) not in shown
        assert f"{PAGE}new/" not in shown
    assert Valuation.objects.get() == valued


def test_another_familys_is_not_there(member, bobs):
    theirs = factories.make_manual_account(bobs)
    for to in ("", "change/", "values/new/", "close/"):
        assert member.get(of(theirs, to)).status_code == 404
    assert member.get("/families/bobs/kept/").status_code == 404


def test_it_is_found_by_its_name(viewer, house, account):
    answer = viewer.post("/families/alices/accounts/", {"find": "house"})
    assert answer["Location"] == of(house)
    assert "A house Kept by hand" in words(viewer.get("/families/alices/accounts/"))


def test_first_page_and_banks_lead_to_it(member, house, valued):
    for path in ("/families/alices/", "/families/alices/banks/"):
        shown = member.get(path).content.decode()
        assert f'href="{PAGE}"' in shown
        assert f'href="{PAGE}new/"' in shown
