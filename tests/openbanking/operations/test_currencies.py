"""A currency of a record is always three letters, whatever the money is."""

from __future__ import annotations

import pytest

from tests import factories

BALANCES = "openbanking.balances.get"


@pytest.mark.parametrize(
    ("stored", "currency", "ticker"),
    [("EUR", "EUR", None), ("BTC", "BTC", None), ("USDT", "XXX", "USDT"), ("1INCH", "XXX", "1INCH")],
)
def test_currency_without_a_code_is_named_in_metadata(as_alice, connection, stored, currency, ticker):
    account = factories.make_account(connection, currency=stored)
    factories.make_balance(account, "0.5")
    factories.make_transaction(account, "0.5")
    record = as_alice.get("openbanking.accounts.get", accountId=account.pk).json()
    (balance,) = as_alice.get(BALANCES, accountId=account.pk).json()["balances"]
    for each in (record, balance):
        assert (each["currency"], each["metadata"].get("ticker")) == (currency, ticker)
    (row,) = as_alice.get("openbanking.transactions.list", accountId=account.pk).json()["transactions"]
    assert (row["currency"], row["metadata"].get("ticker")) == (currency, ticker)
