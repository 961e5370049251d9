"""Linking a bank as a member does it: to the webview, back, and on to the accounts."""

from __future__ import annotations

import pytest
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from openbanking.models import Account
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db(transaction=True)


def wait(browser, condition):
    # A page left while it is looked at takes its elements with it: look again.
    return WebDriverWait(browser, 20, ignored_exceptions=[StaleElementReferenceException]).until(
        condition
    )


def test_bank_is_linked_and_its_accounts_shown(browser, visit, alice, alices, sandbox, settings):
    settings.POWENS_WEBVIEW_URL = f"{sandbox.site}/webview"
    visit("/", alice)
    browser.find_element(By.LINK_TEXT, "Connect a bank").click()
    wait(browser, lambda it: it.title == "Invented webview")
    browser.find_element(By.CSS_SELECTOR, "input[value=livret_a]").click()
    browser.find_element(By.XPATH, "//button[.='Confirm']").click()
    wait(browser, lambda it: "/banking/visits/" in it.current_url)
    if not Account.objects.exists():
        sync()  # where there is a queue, this is the worker's
    wait(browser, lambda it: "Banque Miniature" in it.find_element(By.TAG_NAME, "main").text)
    browser.find_element(By.LINK_TEXT, "Back to the accounts").click()
    wait(browser, lambda it: "Compte courant" in it.find_element(By.TAG_NAME, "body").text)
    assert "Livret A" not in browser.find_element(By.TAG_NAME, "table").text


def test_who_changes_their_mind_comes_back_unharmed(browser, visit, alice, alices, sandbox, settings):
    settings.POWENS_WEBVIEW_URL = f"{sandbox.site}/webview"
    visit("/banking/connect/", alice)
    browser.find_element(By.XPATH, "//button[.='Cancel']").click()
    wait(browser, lambda it: "Nothing was changed" in it.find_element(By.TAG_NAME, "body").text)
    assert not Account.objects.exists()
