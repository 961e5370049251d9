"""No page asks the database for more than it may, however much there is."""

from __future__ import annotations

from copy import deepcopy
from typing import NamedTuple

import pytest

from openbanking.models import Account, Tenant, User
from tests import factories, visits, visits_of_admin
from tests.benchmarks.pages.furnishing import furnish_pages
from tests.benchmarks.pages.measuring import STATEMENTS, signed_in, statements_of
from tests.keeping import Keep
from tests.openbanking.conftest import batch  # noqa: F401  (what is read is on record later)
from tests.visits import Looker

MANY = 120

pytestmark = pytest.mark.usefixtures("batch")


class Family(NamedTuple):
    """A family with many accounts, and who administers it."""

    alice: User
    alices: Tenant


@pytest.fixture(scope="module")
def made(keep: Keep) -> Family:
    return keep(_a_large_family)


@pytest.fixture
def family(db: None, made: Family) -> Family:
    return deepcopy(made)


def _a_large_family() -> Family:
    """Make a family with many accounts, and a row in every table."""
    alice = factories.make_user("alice")
    alices = factories.make_tenant("alices", admins=(alice,))
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
    return Family(alice, alices)


@pytest.mark.parametrize(
    "visit", [*visits.OF_MEMBERS, *visits.OF_ADMINISTRATORS], ids=lambda each: str(each)
)
def test_page_of_members_asks_little_however_many_accounts(family, visit):
    client = signed_in(family.alice)
    assert statements_of(client, visit.path(Looker(family.alice, family.alices))) <= STATEMENTS


@pytest.mark.parametrize("visit", [*visits_of_admin.of_admin()], ids=lambda each: str(each))
def test_page_of_staff_asks_little_however_many_accounts(family, visit):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    assert statements_of(signed_in(root), visit.path(Looker(root, family.alices))) <= STATEMENTS
