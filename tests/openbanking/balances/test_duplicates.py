"""The same account through two connections counts once; an IBAN that is none says nothing about it."""

from __future__ import annotations

import pytest

from openbanking.balances.duplicates import connected_twice, counted_through_another
from openbanking.models import Account
from tests import factories

pytestmark = pytest.mark.django_db

VALID = "FR7630006000011234567890189"
INVALID = "FR7630006000011234567890180"


@pytest.fixture
def shown_twice(connection):
    """Two connections of alice's at one bank, each with one account, under the IBAN that is given."""

    def shown(iban):
        again = factories.make_connection(connection.powens_user, institution=connection.institution)
        for each in (connection, again):
            factories.make_account(each, iban=iban)
        return list(Account.objects.select_related("connection"))

    return shown


def test_same_iban_counts_once(shown_twice):
    first, second = shown_twice(VALID)
    assert counted_through_another([first, second], has_figure=lambda each: True) == {second.pk: first}


def test_bank_that_shows_the_same_is_connected_twice(shown_twice):
    _, second = accounts = shown_twice(VALID)
    assert connected_twice(accounts) == {second.connection_id}


def test_same_iban_in_another_currency_counts_by_itself(shown_twice):
    first, second = shown_twice(VALID)
    second.currency = "CHF"
    assert counted_through_another([first, second], has_figure=lambda each: True) == {}


@pytest.mark.parametrize("iban", [INVALID, "", "FR76", "EX6713335395899300290000026", "0"])
def test_invalid_iban_makes_nothing_the_same(shown_twice, iban):
    accounts = shown_twice(iban)
    assert counted_through_another(accounts, has_figure=lambda each: True) == {}
    assert connected_twice(accounts) == set()
