"""What a log line may say of a failure."""

from __future__ import annotations

import logging
import sys

import pytest
from django.db import IntegrityError

from config.logs import WithoutValues
from openbanking.models import Account, Balance
from tests import factories

IBAN = "FR7630006000011234567890189"


def logged(error: BaseException) -> str:
    record = logging.LogRecord(
        "openbanking",
        logging.ERROR,
        __file__,
        1,
        "failed",
        (),
        (type(error), error, error.__traceback__),
    )
    return WithoutValues("%(message)s").format(record)


def test_failure_is_reported_by_its_type_and_place():
    try:
        raise ValueError(f"cannot read {IBAN}")
    except ValueError as error:
        text = logged(error)
    assert "builtins.ValueError" in text
    assert "test_failure_is_reported_by_its_type_and_place" in text
    assert IBAN not in text


def test_causes_are_reported_first_and_as_silently():
    try:
        try:
            int(IBAN)
        except ValueError:
            raise KeyError(IBAN) from sys.exc_info()[1]
    except KeyError as error:
        text = logged(error)
    assert text.index("builtins.ValueError") < text.index("builtins.KeyError")
    assert IBAN not in text


@pytest.mark.django_db(transaction=True)
def test_row_that_the_database_refused_is_not_quoted(account, caplog):
    account.iban = IBAN
    account.save()
    try:
        Account.objects.filter(pk=account.pk).update(currency="")
    except IntegrityError as error:
        text = logged(error)
    else:
        pytest.fail("the database took an account without a currency")
    assert "IntegrityError" in text
    assert IBAN not in text


def test_suite_logs_as_production_does(settings):
    assert settings.LOGGING["formatters"]["line"]["()"] == "config.logs.WithoutValues"


def test_words_of_rows_hold_no_amount_and_no_iban(account):
    account.iban = IBAN
    balance = factories.make_balance(account, "1310.42")
    reading = factories.make_reading(account, "1310.42")
    row = factories.make_transaction(account, "-1310.42")
    for each in (account, account.connection, balance, reading, row):
        for text in (str(each), repr(each)):
            assert "1310" not in text
            assert "0189" not in text
    assert Balance.objects.count() == 1
