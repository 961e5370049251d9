"""The pages as people meet them: in a browser, on a desk and on a phone."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

OPERATION = "/contracts/openbanking.balances.get/v1.0.0/"


@pytest.fixture
def member(alice, account):
    factories.make_balance(account, "1310.42")
    return alice


def test_dashboard_shows_the_balance_and_its_age(page, member):
    body = page(member).locator("body")
    expect(body).to_contain_text("1\N{NARROW NO-BREAK SPACE}310.42")
    expect(body).to_contain_text("days ago")


def test_login_leads_back_to_where_one_wanted_to_go(page, member, live_server):
    shown = page(path="/contracts/")
    shown.locator("[name=login]").fill("alice")
    shown.locator("[name=password]").fill("a password")
    shown.locator("[name=password]").press("Enter")
    expect(shown).to_have_url(f"{live_server.url}/contracts/")


def test_documentation_page_has_its_parts_in_order(page, member):
    assert page(member, path=OPERATION).locator("h2").all_inner_texts() == [
        *("Facts", "Goal", "Context", "Input", "Output", "Policy", "Errors", "Examples"),
        "Source definition",
        "Versions",
    ]


def test_admin_shows_a_balance_and_searches(page, member, account):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    body = page(root, path="/admin/openbanking/account/?q=Current").locator("body")
    expect(body).to_contain_text("1\N{NARROW NO-BREAK SPACE}310.42 EUR")
    expect(body).to_contain_text(account.connection.institution.name)


def test_operation_is_tried_from_its_page_with_every_digit(page, member, account):
    factories.make_balance(account, "90071992547409.930000000000000001", type="expected")
    shown = page(member, path=OPERATION)
    box = shown.locator("#try-input")
    assert json.loads(box.input_value())["accountId"] == str(account.pk)
    box.fill(json.dumps({"accountId": str(account.pk), "balanceTypes": ["expected"]}))
    shown.locator("form.try button").click()
    answer = '"currentBalance": 90071992547409.930000000000000001'
    expect(shown.locator("form.try pre")).to_contain_text(answer)
    expect(shown.locator("form.try [role=status]")).to_contain_text("200")


def test_catalogue_is_narrowed_by_a_tag(page, member):
    body = page(member, path="/contracts/?tag=summary").locator("body")
    expect(body).to_contain_text("pfo.openbanking.generate-overview")
    expect(body).not_to_contain_text("openbanking.balances.get")
