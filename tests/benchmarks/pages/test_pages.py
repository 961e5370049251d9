"""The benchmark of pages runs; and no page asks the database for more than it may."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from openbanking.models import Account
from tests import factories, visits, visits_of_admin
from tests.benchmarks.pages.furnishing import furnish_pages
from tests.benchmarks.pages.measuring import STATEMENTS, signed_in, statements_of
from tests.benchmarks.pages.run import Plan, run
from tests.openbanking.conftest import batch  # noqa: F401  (what is read is on record later)
from tests.visits import Looker

SMALLEST = Plan("a test", 1, 2, 4, 40, 1)
MANY = 120


@pytest.fixture
def family(alices, alice, batch):  # noqa: F811
    """A family with many accounts, and a row in every table."""
    alice.memberships.update(role="admin")
    furnish_pages(alices, alice)
    link = alices.connections.first()
    Account.objects.bulk_create(
        Account(
            tenant=alices,
            connection=link,
            external_id=f"many-{number}",
            name=f"Account {number}",
            type="checking",
            currency="EUR",
            bank_updated_at=factories.NOW,
        )
        for number in range(MANY)
    )
    for each in alices.accounts.filter(external_id__startswith="many-"):
        factories.make_balance(each, "1310.42")
        factories.make_reading(each, "1310.42")
        factories.make_transaction(each, "-42.17")
    return alices


@pytest.mark.parametrize(
    "visit", [*visits.OF_MEMBERS, *visits.OF_ADMINISTRATORS], ids=lambda each: str(each)
)
def test_page_of_members_asks_little_however_many_accounts(family, alice, visit):
    assert statements_of(signed_in(alice), visit.path(Looker(alice, family))) <= STATEMENTS


@pytest.mark.parametrize("visit", [*visits_of_admin.of_admin()], ids=lambda each: str(each))
def test_page_of_staff_asks_little_however_many_accounts(family, visit):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    assert statements_of(signed_in(root), visit.path(Looker(root, family))) <= STATEMENTS


@pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="measured on PostgreSQL only")
@pytest.mark.django_db(transaction=True)
def test_the_smallest_run_measures_every_page_and_writes_its_own(tmp_path, batch):  # noqa: F811
    here = urlsplit(os.environ["DATABASE_URL"])
    url = here._replace(path=f"/{settings.DATABASES['default']['NAME']}").geturl()
    try:
        page = run(SMALLEST, url, tmp_path).read_text()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists authtoken_token")
    for visit in (*visits.OF_MEMBERS, *visits_of_admin.of_admin()):
        assert f"| {visit} |" in page
    assert "$" not in page
