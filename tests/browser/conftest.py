"""A real browser, where the machine has one: Chromium with its driver."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from django.test import Client
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    if not (CHROMIUM and DRIVER):
        pytest.skip("there is no Chromium with its driver on this machine")
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(options=options, service=Service(DRIVER))
    chrome.set_page_load_timeout(60)
    try:
        yield chrome
    finally:
        chrome.quit()


@pytest.fixture
def visit(browser, live_server, client: Client):
    """Open a page as somebody, on a desktop or a phone, and return what is written on it."""

    def visit(path: str, user=None, *, width: int = 1280) -> str:
        browser.set_window_size(width, 900)
        browser.get(f"{live_server.url}/login/")
        browser.delete_all_cookies()
        if user is not None:
            client.force_login(user)
            browser.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value})
        browser.get(f"{live_server.url}{path}")
        return str(browser.find_element("tag name", "body").text)

    return visit
