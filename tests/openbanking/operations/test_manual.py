"""openbanking.manual.*: what administrators of a family keep of what no bank reports."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.models import ManualAccount, Membership, Valuation
from openbanking.models.ids import new_id
from tests import factories
from tests.amounts import WIDE
from tests.conftest import exactly

LIST, SAVE, VALUE, REMOVE = (
    f"openbanking.manual.{name}" for name in ("list", "save", "value", "remove")
)
DAY = timedelta(days=1)
HOUSE = {"name": "House", "kind": "property", "currency": "EUR"}


@pytest.fixture(autouse=True)
def admin(alices, alice):
    Membership.objects.filter(user=alice).update(role=Membership.Role.ADMIN)


@pytest.fixture
def house(alices):
    return factories.make_manual_account(alices)


def run(api, key, status=200, **given):
    answer = api.post(key, **given)
    assert answer.status_code == status, answer.content
    return exactly(answer)


def wrong(api, key, **given):
    return [issue["path"] for issue in run(api, key, 400, **given)["issues"]]


def listed(api, **asked):
    return exactly(api.get(LIST, **asked))["accounts"]


def value(api, account, amount, on="2026-02-12", **given):
    given = {"source": "A notary", **given}
    return run(api, VALUE, manualAccountId=str(account.pk), amount=amount, valuedOn=on, **given)


def test_account_is_added_and_listed(as_alice, alices, alice):
    saved = run(as_alice, SAVE, **HOUSE, ownerId=str(alice.pk))
    assert (saved["name"], saved["ownerId"], saved["closed"]) == ("House", str(alice.pk), False)
    assert listed(as_alice) == [saved]
    assert ManualAccount.objects.get().tenant == alices


def test_account_is_changed(as_alice, house, alice):
    ManualAccount.objects.update(owner=alice)
    saved = run(as_alice, SAVE, manualAccountId=str(house.pk), name="Flat", kind="other", currency="CHF")
    assert (saved["id"], saved["name"], saved["kind"]) == (str(house.pk), "Flat", "other")
    assert (saved["currency"], "ownerId" in saved) == ("CHF", False)


def test_currency_stays_once_there_are_amounts(as_alice, house):
    factories.make_valuation(house, "1")
    given = {**HOUSE, "manualAccountId": str(house.pk)}
    assert wrong(as_alice, SAVE, **given | {"currency": "CHF"}) == ["currency"]
    assert run(as_alice, SAVE, **given | {"name": "Flat"})["name"] == "Flat"


def test_ticker_is_kept_under_the_code_that_stands_for_it(as_alice, alices):
    coins = factories.make_manual_account(alices, currency="USDT")
    factories.make_valuation(coins, "1")
    run(as_alice, SAVE, manualAccountId=str(coins.pk), **HOUSE | {"currency": "XXX"})
    assert ManualAccount.objects.get().currency == "USDT"


def test_owner_is_a_member_of_the_family(as_alice, bob):
    assert wrong(as_alice, SAVE, **HOUSE, ownerId=str(bob.pk)) == ["ownerId"]
    assert wrong(as_alice, SAVE, **HOUSE, ownerId=str(new_id())) == ["ownerId"]


def test_name_of_spaces_is_refused(as_alice):
    assert wrong(as_alice, SAVE, **HOUSE | {"name": "  "}) == ["name"]


def test_value_is_kept_with_every_digit_its_source_and_who_said_so(as_alice, house, alice):
    answer = value(as_alice, house, 12345.25, source="An estimate")
    assert (answer["value"], answer["valuedOn"]) == (Decimal("12345.25"), "2026-02-12")
    assert answer["source"] == "An estimate"
    assert Valuation.objects.get().recorded_by == alice


def test_latest_day_is_what_it_is_worth(as_alice, house):
    value(as_alice, house, 2, "2026-02-12")
    assert value(as_alice, house, 1, "2026-01-12")["value"] == 2
    (found,) = listed(as_alice, includeValuations="true")
    assert [each["amount"] for each in found["valuations"]] == [2, 1]


def test_correction_takes_the_place_of_what_was_wrong(as_alice, house):
    first = factories.make_valuation(house, "5")
    assert value(as_alice, house, 6, corrects=str(first.pk))["value"] == 6
    (found,) = listed(as_alice, includeValuations="true")
    assert [each["amount"] for each in found["valuations"]] == [6]
    assert Valuation.objects.count() == 2


def test_valuation_is_corrected_once_and_by_its_own_account(as_alice, alices, house):
    first = factories.make_valuation(house, "5")
    value(as_alice, house, 6, corrects=str(first.pk))
    given = {"amount": 7, "valuedOn": "2026-02-12", "source": "Me", "corrects": str(first.pk)}
    assert wrong(as_alice, VALUE, manualAccountId=str(house.pk), **given) == ["corrects"]
    other = factories.make_manual_account(alices)
    assert wrong(as_alice, VALUE, manualAccountId=str(other.pk), **given) == ["corrects"]


def test_what_makes_no_sense_is_named(as_alice, alices):
    debt = factories.make_manual_account(alices, kind="loans")
    given = {"manualAccountId": str(debt.pk), "source": "Me"}
    tomorrow = (timezone.now() + DAY).date().isoformat()
    assert wrong(as_alice, VALUE, **given, amount=5, valuedOn=tomorrow) == ["valuedOn", "amount"]
    assert wrong(as_alice, VALUE, **given, amount=-1e-19, valuedOn="2026-02-12") == ["amount"]


def test_what_is_removed_is_worth_nothing_from_that_day_on_and_its_history_stays(as_alice, house):
    factories.make_valuation(house, str(WIDE), valued_on=factories.NOW.date())
    day = (factories.NOW + DAY).date().isoformat()
    answer = run(as_alice, REMOVE, manualAccountId=str(house.pk), closedOn=day, source="Sold")
    assert (answer["closed"], answer["value"], answer["valuedOn"]) == (True, 0, day)
    worth = as_alice.get("openbanking.networth.get", asOf=f"{factories.NOW.date()}T23:00:00Z")
    assert exactly(worth)["totals"][0]["net"] == WIDE
    assert exactly(as_alice.get("openbanking.networth.get"))["totals"][0]["net"] == 0


def test_removing_again_changes_nothing(as_alice, house):
    first = run(as_alice, REMOVE, manualAccountId=str(house.pk))
    assert run(as_alice, REMOVE, manualAccountId=str(house.pk), closedOn="2026-01-01") == first
    assert Valuation.objects.count() == 1


def test_day_before_a_later_value_is_refused(as_alice, house):
    factories.make_valuation(house, "5")
    day = (factories.NOW - DAY).date().isoformat()
    assert wrong(as_alice, REMOVE, manualAccountId=str(house.pk), closedOn=day) == ["closedOn"]


@pytest.mark.parametrize(
    ("key", "given"),
    [
        (SAVE, HOUSE),
        (VALUE, {"amount": 1, "valuedOn": "2026-02-12", "source": "Me"}),
        (REMOVE, {}),
    ],
)
def test_another_familys_is_not_there_and_viewers_only_look(as_alice, alice, bobs, house, key, given):
    theirs = factories.make_manual_account(bobs)
    assert as_alice.post(key, manualAccountId=str(theirs.pk), **given).status_code == 404
    Membership.objects.filter(user=alice).update(role=Membership.Role.VIEWER)
    assert as_alice.post(key, manualAccountId=str(house.pk), **given).status_code == 403
    assert [each["id"] for each in listed(as_alice)] == [str(house.pk)]
