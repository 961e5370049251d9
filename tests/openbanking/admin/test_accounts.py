"""Accounts, connections and transactions in the admin: found, reported in words, usable when many."""

from __future__ import annotations

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from openbanking.models import Account, Kind
from tests import factories
from tests.openbanking.admin.conftest import IBAN

ACCOUNTS = "/admin/openbanking/account/"
CONNECTIONS = "/admin/openbanking/connection/"
TRANSACTIONS = "/admin/openbanking/transaction/"


def found(staff, address, **query):
    return list(staff.get(address, query).context["cl"].result_list)


@pytest.mark.parametrize("iban", [IBAN, "FR76 3000 6000 0112 3456 7890 189", IBAN.lower()])
def test_account_is_found_by_its_whole_iban(staff, furnished, iban):
    factories.make_account(furnished.connection, iban="FR7630006000011234567890188")
    assert found(staff, ACCOUNTS, q=iban) == [furnished]


@pytest.mark.parametrize("term", ["0189", "Current acc", "Banque du Test", "Alices", "alices"])
def test_account_is_found(staff, furnished, bobs, bob, term):
    other = factories.make_connection(
        factories.make_powens_user(bobs, bob), institution=factories.make_institution("Autre")
    )
    factories.make_account(other, name="Something else", iban="0000")
    assert found(staff, ACCOUNTS, q=term) == [furnished]


def test_list_shows_only_the_end_of_an_iban(staff, furnished):
    text = staff.get(ACCOUNTS).content.decode()
    assert "…\N{NO-BREAK SPACE}0189" in text
    assert furnished.iban not in text


def test_balance_stands_with_its_currency_and_its_age(staff, furnished):
    text = staff.get(ACCOUNTS).content.decode()
    assert "1\N{NARROW NO-BREAK SPACE}310.42 EUR" in text
    assert "days ago" in text


def test_page_of_an_account_says_why_it_is_stale(staff, furnished):
    text = staff.get(f"{ACCOUNTS}{furnished.pk}/change/").content.decode()
    assert "The bank asks for strong authentication" in text


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"status": "active"}, True),
        ({"status": "disabled"}, False),
        ({"status": "deleted"}, False),
        ({"status": "vanished"}, False),
        ({"freshness": "stale"}, True),
        ({"freshness": "fresh"}, False),
        ({"freshness": "unheard of"}, True),
        ({"currency": "EUR"}, True),
        ({"currency": "CHF"}, False),
    ],
)
def test_account_is_filtered(staff, furnished, query, shown):
    assert bool(found(staff, ACCOUNTS, **query)) is shown


@pytest.mark.parametrize(
    ("account_type", "kind"),
    [("mortgage", "loans"), ("card", "cards"), ("unknown", "other"), ("solar_share", "other")],
)
def test_account_is_filtered_by_its_kind(staff, account, account_type, kind):
    Account.objects.update(type=account_type)
    for each in Kind:
        assert found(staff, ACCOUNTS, kind=each) == ([account] if each == kind else [])


def test_kind_is_shown_in_words(staff, account):
    Account.objects.update(type="lifeinsurance")
    assert "Life insurance" in staff.get(ACCOUNTS).content.decode()


@pytest.mark.parametrize(
    ("columns", "condition", "actor"),
    [
        ({}, "healthy", "nobody"),
        ({"active": False}, "degraded", "nobody"),
        ({"state": "websiteUnavailable"}, "degraded", "nobody"),
        ({"state": "SCARequired"}, "error", "member"),
        ({"state": "scarequired"}, "error", "member"),
        ({"state": "bug"}, "error", "powens"),
        ({"state": "neverHeardOf"}, "error", "staff"),
        ({"vanished_at": timezone.now()}, "disconnected", "member"),
    ],
)
def test_connection_is_filtered_by_what_it_is_shown_as(staff, alices, alice, columns, condition, actor):
    made = factories.make_connection(factories.make_powens_user(alices, alice), **columns)
    for word in ("healthy", "degraded", "error", "disconnected"):
        expected = [made] if word == condition else []
        assert found(staff, CONNECTIONS, condition=word) == expected
    for word in ("nobody", "member", "staff", "powens"):
        assert found(staff, CONNECTIONS, must_act=word) == ([made] if word == actor else [])


def test_connection_says_what_to_do(staff, furnished):
    text = staff.get(f"{CONNECTIONS}{furnished.connection_id}/change/").content.decode()
    assert "Reconnect the bank to confirm it." in text


def test_transactions_are_never_counted(staff, furnished):
    for _ in range(120):
        factories.make_transaction(furnished, "-1")
    with CaptureQueriesContext(database) as queries:
        page = staff.get(TRANSACTIONS)
    assert page.status_code == 200
    sent = [each["sql"] for each in queries if "openbanking_transaction" in each["sql"]]
    assert sent
    assert not [sql for sql in sent if "COUNT(" in sql.upper()]


def test_transaction_is_found_by_its_id_at_powens(staff, furnished):
    row = factories.make_transaction(furnished, "-1", external_id="424242")
    assert found(staff, TRANSACTIONS, q="424242") == [row]
