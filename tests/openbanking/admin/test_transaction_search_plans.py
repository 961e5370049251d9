"""What searching transactions in the admin reads, among those of thousands of other families."""

from __future__ import annotations

import re

import pytest
from django.db import connection as database

from openbanking.models import Transaction
from tests import factories
from tests.crowd import crowded
from tests.plans import captured, whole_reads

TRANSACTIONS = "/admin/openbanking/transaction/"


@pytest.fixture(scope="module")
def crowd(django_db_setup, django_db_blocker):
    """Have the rows of thousands of other families in the tables."""
    with django_db_blocker.unblock(), crowded():
        yield


@pytest.mark.skipif(database.vendor != "postgresql", reason="explained by PostgreSQL only")
@pytest.mark.usefixtures("crowd", "batch")
@pytest.mark.parametrize("term", ["loyer nov", "2026-11-03", "4711.17", "-4711.17", "4711"])
def test_search_reads_no_large_table_as_a_whole(staff, account, term):
    factories.make_transaction(account, "-4711.17", simplified_wording="Loyer novembre")
    with captured() as sent:
        assert staff.get(TRANSACTIONS, {"q": term}).status_code == 200
    of_rows = [each for each in sent if re.search(r'FROM "openbanking_transaction"', each.text)]
    assert of_rows
    assert whole_reads(of_rows, {Transaction._meta.db_table}) == []
