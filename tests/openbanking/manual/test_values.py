"""What a manual account is worth: the latest valuation up to a day, as known at a time."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from openbanking.manual.values import value_of, values_of, with_value
from openbanking.models import ManualAccount
from tests import factories
from tests.amounts import WIDE
from tests.factories import NOW, make_valuation

pytestmark = pytest.mark.django_db

DAY = NOW.date()
ONE_DAY = timedelta(days=1)


@pytest.fixture
def house(alices):
    return factories.make_manual_account(alices)


def worth(account, *, on=DAY, known_at=NOW):
    found = value_of(account, on=on, known_at=known_at)
    return found and found.amount


def test_amount_keeps_every_digit(house):
    make_valuation(house, str(WIDE))
    assert worth(house) == WIDE


def test_latest_valuation_up_to_the_day_stands_until_the_next(house):
    make_valuation(house, "300000", valued_on=DAY - 10 * ONE_DAY)
    make_valuation(house, "350000", valued_on=DAY)
    assert worth(house, on=DAY - 11 * ONE_DAY) is None
    assert worth(house, on=DAY - ONE_DAY) == Decimal(300000)
    assert worth(house, on=DAY + 1000 * ONE_DAY) == Decimal(350000)


def test_valuation_counts_from_when_it_was_recorded(house):
    make_valuation(house, "300000", valued_on=DAY - 10 * ONE_DAY, recorded_at=NOW)
    assert worth(house, known_at=NOW - ONE_DAY) is None
    assert worth(house, known_at=NOW) == Decimal(300000)


def test_correction_stands_from_when_it_was_recorded_and_what_was_known_before_stays(house):
    wrong = make_valuation(house, "3500000")
    make_valuation(house, "350000", supersedes=wrong, recorded_at=NOW + ONE_DAY)
    assert worth(house, known_at=NOW) == Decimal(3500000)
    assert worth(house, known_at=NOW + ONE_DAY) == Decimal(350000)


def test_correction_may_move_the_day(house):
    wrong = make_valuation(house, "350000", valued_on=DAY - 5 * ONE_DAY)
    make_valuation(house, "350000", valued_on=DAY, supersedes=wrong, recorded_at=NOW)
    assert worth(house, on=DAY - ONE_DAY) is None
    assert worth(house, on=DAY) == Decimal(350000)


def test_withdrawn_valuation_leaves_the_one_before(house):
    make_valuation(house, "300000", valued_on=DAY - ONE_DAY)
    wrong = make_valuation(house, "350000")
    make_valuation(house, None, supersedes=wrong)
    assert worth(house) == Decimal(300000)


def test_of_two_valuations_of_a_day_the_one_recorded_last_stands(house):
    make_valuation(house, "350000", recorded_at=NOW)
    make_valuation(house, "300000", recorded_at=NOW - ONE_DAY)
    assert worth(house) == Decimal(350000)


def test_values_of_many_accounts_take_one_query(alices, bobs, house, django_assert_num_queries):
    debt = factories.make_manual_account(bobs, kind="loans")
    blank = factories.make_manual_account(bobs)
    make_valuation(house, "350000")
    make_valuation(debt, "-20", valued_on=DAY - ONE_DAY)
    make_valuation(debt, "-10")
    with django_assert_num_queries(1):
        found = values_of([house, debt, blank], on=DAY, known_at=NOW)
    assert {pk: each.amount for pk, each in found.items()} == {
        house.pk: Decimal(350000),
        debt.pk: Decimal(-10),
    }


def test_accounts_are_annotated_with_what_they_are_worth(alices, house):
    make_valuation(house, str(WIDE))
    blank = factories.make_manual_account(alices)
    found = with_value(ManualAccount.objects.all(), on=DAY, known_at=NOW)
    assert {(each.pk, each.value, each.valued_on) for each in found} == {  # type: ignore[attr-defined]
        (house.pk, WIDE, DAY),
        (blank.pk, None, None),
    }


def test_older_history_of_a_connected_account_does_not_count_by_itself(alices, house, account):
    older = factories.make_manual_account(alices, kind="cash", continued_by=account)
    assert set(ManualAccount.objects.counted()) == {house}
    assert account.older_history == older


def test_valuation_is_corrected_once(house):
    wrong = make_valuation(house, "1")
    make_valuation(house, "2", supersedes=wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_valuation(house, "3", supersedes=wrong)


def test_only_a_correction_has_no_amount(house):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_valuation(house, None)
