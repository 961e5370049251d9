"""The accounts of a family whose net worth changes."""

from __future__ import annotations

import pytest

from openbanking.fields import total
from openbanking.networth.changes import postings_of
from openbanking.networth.postings import Part, sums_of
from tests import factories
from tests.openbanking.networth.happening import DAY, FIRST, IBAN, LATER


@pytest.fixture
def checking(connection):
    return factories.make_account(connection, type="checking")


@pytest.fixture
def savings(connection):
    return factories.make_account(connection, type="livret_a")


@pytest.fixture
def market(connection):
    return factories.make_account(connection, type="market")


@pytest.fixture
def loan(connection):
    return factories.make_account(connection, type="loan")


@pytest.fixture
def twin(alices, bob):
    """Make a second account, which is the one given seen through another connection."""

    def twin(account, **columns):
        account.iban = IBAN
        account.save()
        other = factories.make_connection(factories.make_powens_user(alices, bob))
        return factories.make_account(other, type=account.type, iban=IBAN, **columns)

    return twin


@pytest.fixture
def parts(alices):
    """Return what is not 0 of a change in euros from the end of the first day to that of a later one."""

    def parts(days=5, currency="EUR", since=0):
        first, last = FIRST + since * DAY, FIRST + days * DAY
        sums = sums_of(postings_of(alices, first, last, known_at=LATER))[currency]
        assert total(*(sums[part] for part in Part if part != Part.CLOSING)) == sums[Part.CLOSING]
        return {str(part): str(amount) for part, amount in sums.items() if amount}

    return parts
