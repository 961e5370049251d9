"""What members come for, each in four clicks at the most from where signing in leads."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import DESKTOP, PHONE

pytestmark = pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=lambda each: each.name)

MAIN = "main"


def tail_of(world):
    """Return the last characters of the IBAN of an account that no other account ends in."""
    tails = [each.iban[-4:] for each in world.tenant.accounts.live().exclude(iban="")]
    return next(each for each in tails if tails.count(each) == 1)


def test_what_a_family_owns_and_how_that_moved_in_a_year(begin, world, device):
    journey = begin(world.administrator, device)
    main = journey.page.locator(MAIN)
    expect(main.get_by_role("region", name="Net worth")).to_contain_text(re.compile(r"\d\sEUR"))
    journey.click(main.get_by_role("link", name="1 year"))
    expect(main.get_by_role("img", name=re.compile("from .* 2025 to .* 2026"))).to_be_visible()


def test_which_banks_need_somebody(begin, world, device):
    journey = begin(world.administrator, device)
    journey.click(journey.page.get_by_role("link", name=re.compile("banks? needs? somebody")))
    needs = journey.page.get_by_role("region", name="What needs you")
    expect(needs).to_be_in_viewport()
    expect(needs.get_by_role("link", name="Reconnect").first).to_be_visible()


def test_the_balance_of_yesterday_of_the_account_that_ends_so(begin, world, device):
    journey = begin(world.administrator, device)
    page, tail = journey.page, tail_of(world)
    if device is PHONE:
        journey.click(page.get_by_role("link", name="Find an account"))
        field = page.get_by_label(re.compile("last four characters of the IBAN"))
        journey.write(field, tail, then="Enter")
    else:
        journey.write(page.get_by_role("searchbox", name="Find an account"), tail)
        journey.click(page.locator(".suggestions a"))
    account = next(each for each in world.tenant.accounts.live() if each.iban.endswith(tail))
    expect(page.get_by_role("heading", level=1)).to_have_text(account.name)
    expect(page.locator("#on-day input[type=date]")).to_have_value("2026-06-16")
    expect(page.locator("#on-day [role=status]")).to_contain_text("as the bank had it on 16 Jun 2026")


def test_why_a_figure_is_out_of_date(begin, world, device):
    journey = begin(world.administrator, device)
    line = journey.page.locator("ul.accounts > li", has_text="Out of date").first
    expect(line.locator(".reason")).to_contain_text(re.compile(r"\w+ \w+ \w+"))
    journey.click(line.get_by_role("link"))
    expect(journey.page.locator(".remark")).to_be_visible()


def test_all_payments_to_one_party(begin, world, device):
    journey = begin(world.administrator, device)
    page = journey.page
    journey.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Transactions"))
    party = page.locator(".line .about a:not(.category)").first
    name = party.inner_text()
    journey.click(party)
    expect(page.get_by_label("Search", exact=True)).to_have_value(name)
    expect(page.locator(".line").first).to_contain_text(name)
    assert {each.inner_text() for each in page.locator(".line .about a:not(.category)").all()} == {name}


def test_a_quarter_for_the_accountant(begin, world, device):
    journey = begin(world.administrator, device)
    page = journey.page
    journey.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Transactions"))
    journey.click(page.get_by_role("link", name="Last quarter"))
    expect(page.locator("#found")).to_contain_text("Mar 2026")
    with page.expect_download() as downloading:
        journey.click(page.get_by_role("link", name="Excel"))
    assert downloading.value.suggested_filename.endswith(".xlsx")


def test_a_category_is_corrected(begin, world, device):
    journey = begin(world.administrator, device)
    page = journey.page
    journey.click(page.get_by_role("navigation", name="Main").get_by_role("link", name="Transactions"))
    line = page.locator(".line").first
    journey.click(line.locator("summary"))
    journey.write(line.get_by_label("Category"), "gifts", then="Enter")
    expect(line.get_by_role("status")).to_contain_text("Saved")
    expect(line.locator(".category")).to_have_text(re.compile("gifts", re.IGNORECASE))


def test_who_read_an_account_last_month(begin, world, device):
    journey = begin(world.administrator, device)
    page = journey.page
    journey.click(page.locator("ul.accounts .name a").first)
    journey.click(page.locator("summary", has_text="Who has used it"))
    expect(page.get_by_role("row", name=re.compile(world.administrator.username)).first).to_be_visible()
