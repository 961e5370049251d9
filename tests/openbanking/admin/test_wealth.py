"""What accounts hold and owe in the admin: found, filtered, linked from the account, never counted."""

from __future__ import annotations

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from openbanking.models import Holding, HoldingValue
from tests import factories
from tests.openbanking.admin.conftest import IBAN

ADMIN = "/admin/openbanking"
LISTS = ["holding", "holdingreading", "holdingvalue", "pocket", "marketorder", "loanpayment"]


def found(staff, model, **query):
    return list(staff.get(f"{ADMIN}/{model}/", query).context["cl"].result_list)


@pytest.fixture
def holding(furnished) -> Holding:
    return Holding.objects.get(account=furnished)


@pytest.mark.parametrize("term", ["IE00B4L5Y983", "ie00b4l5y983", "0189", IBAN])
def test_line_is_found_by_its_code_or_the_end_of_an_iban(staff, holding, term):
    factories.make_holding(factories.make_account(holding.account.connection))
    assert found(staff, "holding", q=term) == [holding]


@pytest.mark.parametrize("model", ["holding", "pocket", "marketorder", "loanpayment"])
def test_rows_are_filtered_by_whether_the_bank_lists_them(staff, furnished, model):
    (row,) = found(staff, model, presence="there")
    type(row).objects.update(deleted_on=factories.NOW.date())
    assert found(staff, model, presence="there") == []
    assert found(staff, model, presence="gone") == [row]


@pytest.mark.parametrize("model", LISTS)
def test_rows_are_never_counted(staff, holding, model):
    HoldingValue.objects.bulk_create(
        HoldingValue(
            holding=holding,
            unit_value=number,
            valued_on=factories.NOW.date(),
            source=HoldingValue.Source.HISTORY,
            learned_at=factories.NOW,
        )
        for number in range(120)
    )
    with CaptureQueriesContext(database) as queries:
        assert staff.get(f"{ADMIN}/{model}/").status_code == 200
    assert not [each["sql"] for each in queries if "COUNT(" in each["sql"].upper()]


def test_account_shows_its_lines_and_what_they_leave_of_the_balance(staff, furnished):
    text = staff.get(f"{ADMIN}/account/{furnished.pk}/change/").content.decode()
    assert "IE00B4L5Y983" in text
    assert "210.42 EUR" in text


@pytest.mark.parametrize("model", ["holding", "pocket", "marketorder", "loanpayment"])
def test_account_links_to_what_is_of_it(staff, furnished, model):
    other = factories.make_account(furnished.connection)
    factories.make_pocket(factories.make_holding(other))
    factories.make_order(other)
    factories.make_payment(other)
    address = f"{ADMIN}/{model}/?account__id__exact={furnished.pk}"
    assert address in staff.get(f"{ADMIN}/account/{furnished.pk}/change/").content.decode()
    assert [each.account for each in found(staff, model, account__id__exact=furnished.pk)] == [furnished]
