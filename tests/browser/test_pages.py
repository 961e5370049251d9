"""The pages as people meet them: in a browser, on a desk and on a phone."""

from __future__ import annotations

import json

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import url_to_be
from selenium.webdriver.support.ui import WebDriverWait

from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PHONE = 390
PAGES = ["/", "/contracts/", "/contracts/openbanking.balances.get/v1.0.0/"]


@pytest.fixture
def member(alice, account):
    factories.make_balance(account, "1310.42")
    return alice


def complaints(browser):
    return [line["message"] for line in browser.get_log("browser") if line["level"] == "SEVERE"]


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_on_a_phone(browser, visit, member, path):
    visit(path, member, width=PHONE)
    wide = browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0


@pytest.mark.parametrize("path", PAGES)
def test_page_loads_everything_it_names(browser, visit, member, path):
    browser.get_log("browser")
    visit(path, member)
    assert complaints(browser) == []


def test_dashboard_shows_the_balance_and_its_age(visit, member):
    text = visit("/", member)
    assert "1\N{NARROW NO-BREAK SPACE}310.42" in text
    assert "days ago" in text


def test_login_leads_back_to_where_one_wanted_to_go(browser, visit, member, live_server):
    visit("/contracts/")
    browser.find_element(By.NAME, "username").send_keys("alice")
    browser.find_element(By.NAME, "password").send_keys("a password")
    browser.find_element(By.CSS_SELECTOR, "form button, form [type=submit]").click()
    WebDriverWait(browser, 10).until(url_to_be(f"{live_server.url}/contracts/"))


def test_documentation_page_has_its_parts_in_order(browser, visit, member):
    visit("/contracts/openbanking.balances.get/v1.0.0/", member)
    headings = [each.text for each in browser.find_elements(By.TAG_NAME, "h2")]
    assert headings == [
        *("Facts", "Goal", "Context", "Input", "Output", "Policy", "Errors", "Examples"),
        "Source definition",
        "Versions",
    ]


def test_every_page_has_one_title_and_a_language(browser, visit, member):
    for path in PAGES:
        visit(path, member)
        assert len(browser.find_elements(By.TAG_NAME, "h1")) == 1
        assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang")


def test_admin_shows_a_balance_and_searches(browser, visit, member, account):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    text = visit("/admin/openbanking/account/?q=Current", root)
    assert "1\N{NARROW NO-BREAK SPACE}310.42 EUR" in text
    assert account.connection.institution.name in text


def test_operation_is_tried_from_its_page_with_every_digit(browser, visit, member, account):
    factories.make_balance(account, "90071992547409.930000000000000001", type="expected")
    visit("/contracts/openbanking.balances.get/v1.0.0/", member)
    box = browser.find_element(By.ID, "try-input")
    assert json.loads(box.get_attribute("value"))["accountId"] == str(account.pk)
    box.clear()
    box.send_keys(json.dumps({"accountId": str(account.pk), "balanceTypes": ["expected"]}))
    browser.find_element(By.CSS_SELECTOR, "form.try button").click()
    shown = browser.find_element(By.CSS_SELECTOR, "form.try pre")
    WebDriverWait(browser, 10).until(lambda _: shown.text)
    assert '"currentBalance": 90071992547409.930000000000000001' in shown.text
    assert browser.find_element(By.CSS_SELECTOR, "form.try [role=status]").text.startswith("200")


def test_catalogue_is_narrowed_by_a_tag(browser, visit, member):
    text = visit("/contracts/?tag=summary", member)
    assert "pfo.openbanking.generate-overview" in text
    assert "openbanking.balances.get" not in text
