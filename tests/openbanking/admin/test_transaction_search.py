"""Transactions are found by what a person remembers: words, the other side, an amount, a day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from openbanking.models import Account
from tests import factories

TRANSACTIONS = "/admin/openbanking/transaction/"


def found(staff, **query):
    return [row.external_id for row in staff.get(TRANSACTIONS, query).context["cl"].result_list]


@pytest.fixture
def rows(account):
    for each in Account.objects.all():
        each.iban = "FR7630006000011234567890189"
        each.save()
    third = datetime(2026, 11, 3, 23, 59, tzinfo=UTC)
    rent = {"simplified_wording": "Loyer novembre", "counterparty_name": "Régie Dupont", "date": third}
    factories.make_transaction(account, "-1250.5", external_id="701", **rent)
    factories.make_transaction(account, "42.17", external_id="702")
    factories.make_transaction(account, "-42.17", external_id="703", note="Shared with Bob")
    other = factories.make_account(account.connection, iban="FR7630006000011234567894711")
    factories.make_transaction(other, "42", external_id="704", date=datetime(2026, 11, 4, tzinfo=UTC))


@pytest.mark.parametrize(
    ("term", "ids"),
    [
        ("loyer", {"701"}),
        ("regie dup", {"701"}),
        ("shared with", {"703"}),
        ("42.17", {"702", "703"}),
        ("42,17", {"702", "703"}),
        ("-42.17", {"703"}),
        ("\N{MINUS SIGN}42.17", {"703"}),
        ("+42.17", {"702"}),
        ("-1 250.50", {"701"}),
        ("42", {"704"}),
        ("702", {"702"}),
        ("2026-11-03", {"701"}),
        ("2026-11-04", {"704"}),
        ("2026-13-45", set()),
        ("4711", {"704"}),
        ("99999999999999999999999.99", set()),
        ("%", set()),
    ],
)
def test_transaction_is_found(staff, rows, term, ids):
    assert set(found(staff, q=term)) == ids


def test_nothing_typed_finds_all(staff, rows):
    assert len(found(staff, q=" ")) == len(found(staff)) == 4


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"date_from": "2026-11-03", "date_to": "2026-11-03"}, {"701"}),
        ({"date_from": "2026-11-04"}, {"704"}),
        ({"amount_from": "-100", "amount_to": "0"}, {"703"}),
        ({"amount_from": "no amount"}, {"701", "702", "703", "704"}),
        ({"date_from": "no day"}, {"701", "702", "703", "704"}),
        ({"kind": "cash", "currency": "EUR"}, {"701", "702", "703", "704"}),
        ({"currency": "CHF"}, set()),
        ({"status__exact": "pending"}, set()),
    ],
)
def test_transactions_are_narrowed(staff, rows, query, ids):
    assert set(found(staff, **query)) == ids
