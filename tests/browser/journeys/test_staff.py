"""What staff come for, each in four clicks at the most from where signing in leads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from openbanking.models import Account, AuditEntry, QuarantinedReading, Tenant, User
from tests import factories
from tests.browser.chromium import DESKTOP, PHONE
from tests.browser.demonstration.world import NOW

pytestmark = pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=lambda each: each.name)


@pytest.fixture
def operator(world) -> User:
    return User.objects.get(username="operator")


@pytest.fixture
def manager(world) -> User:
    return User.objects.get(username="administrator")


@pytest.fixture
def account(world) -> Account:
    found: Account = world.tenant.accounts.live().exclude(iban="").order_by("pk")[0]
    return found


@pytest.fixture
def reading(account) -> Iterator[QuarantinedReading]:
    """A reading of the account that waits for somebody."""
    made = factories.make_quarantined_reading(account, as_of=NOW)
    yield made
    made.delete()


@pytest.fixture
def read(account, world) -> Iterator[Account]:
    """The account, after a member has read it."""
    made = AuditEntry.objects.create(
        user=world.member,
        channel="rest",
        operation="openbanking.balances.get",
        tenant=str(account.tenant_id),
        account=str(account.pk),
        day=NOW.date(),
        last_at=NOW,
    )
    yield account
    made.delete()


def test_which_banks_need_somebody(begin, operator, device):
    journey = begin(operator, device)
    banks = journey.page.locator("main").get_by_text("Must act")
    expect(journey.page.get_by_role("heading", name="Banks that need someone")).to_be_visible()
    journey.click(journey.page.locator("main table a").first)
    expect(banks.first).to_be_visible()


def test_what_a_family_owns_and_how_that_moved_in_a_year(begin, operator, world, device):
    journey = begin(operator, device)
    expect(journey.page.locator("#assets canvas")).to_be_visible()
    journey.click(journey.page.locator("main").get_by_role("link", name=world.tenant.name).last)
    expect(journey.page.locator("main")).to_contain_text("What it owns and owes")


def test_a_reading_in_quarantine_is_decided(begin, operator, reading, device):
    journey = begin(operator, device)
    page = journey.page
    journey.click(page.locator("main table").get_by_role("link", name=reading.account.name).last)
    if device is PHONE:
        journey.click(page.get_by_text("more_horiz").locator("visible=true"))
    journey.click(page.get_by_text("Reject: it is wrong").locator("visible=true"))
    with page.expect_navigation():
        journey.click(page.locator("form").get_by_role("button", name="Reject: it is wrong"))
    reading.refresh_from_db()
    assert reading.decision == QuarantinedReading.Decision.REJECTED


def test_a_family_comes_on_board_from_nothing(begin, manager, device):
    journey = begin(manager, device)
    page = journey.page
    journey.click(page.get_by_role("link", name="Add a family"))
    journey.write(page.get_by_label("Name", exact=False).first, "Family Weber")
    journey.write(page.get_by_label("Short name"), f"weber-{device.name}", then="Enter")
    expect(page.locator("main")).to_contain_text("Invite somebody new")
    journey.write(page.get_by_label("First name"), "Anna")
    journey.write(page.get_by_label("Last name"), "Weber", then="Enter")
    expect(page.locator("main")).to_contain_text("Hand this link over")
    journey.click(page.get_by_role("button", name="Ask for a bank"))
    expect(page.locator("main")).to_contain_text("Link to connect a bank")
    tenant = Tenant.objects.get(slug=f"weber-{device.name}")
    member = tenant.memberships.get().user
    assert tenant.invitations.filter(user=member).exists()
    tenant.delete()
    member.delete()


def test_who_read_an_account_last_month(begin, operator, read, device):
    journey = begin(operator, device)
    page = journey.page
    if device is PHONE:
        journey.click(page.get_by_text("dock_to_right").locator("visible=true"))
    menu = page.locator("#nav-sidebar")
    journey.click(menu.get_by_role("link", name=re.compile("Accounts$")).first)
    journey.write(page.locator("#searchbar"), read.iban[-4:], then="Enter")
    journey.click(page.locator("#result_list").get_by_role("link", name=read.name).first)
    expect(page.locator("main")).to_contain_text("Who read it in the last month")
    expect(page.locator("main")).to_contain_text("openbanking.balances.get")
