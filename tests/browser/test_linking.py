"""Linking a bank as a member does it: to the webview, back, and on to the accounts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from openbanking.models import Account
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def webview(sandbox, settings, elsewhere) -> None:
    """Let members be led to the webview of the local Powens, which is another host."""
    settings.POWENS_WEBVIEW_URL = f"{sandbox.site}/webview"
    elsewhere.add(sandbox.site)


def test_bank_is_linked_and_its_accounts_shown(page, alice, alices):
    shown = page(alice)
    shown.get_by_role("link", name="Connect a bank").click()
    expect(shown).to_have_title("Invented webview")
    shown.locator("input[value=livret_a]").click()
    shown.get_by_role("button", name="Confirm").click()
    expect(shown).to_have_url(re.compile("/banking/visits/"))
    if not Account.objects.exists():
        sync()  # where there is a queue, this is the worker's
    expect(shown.locator("main")).to_contain_text("Banque Miniature")
    shown.get_by_role("link", name="Back to the overview").click()
    expect(shown.locator("body")).to_contain_text("Compte courant")
    expect(shown.locator("ul.accounts")).not_to_contain_text("Livret A")


def test_who_changes_their_mind_comes_back_unharmed(page, alice, alices):
    shown = page(alice, path="/banking/connect/")
    shown.get_by_role("button", name="Cancel").click()
    expect(shown.locator("body")).to_contain_text("Nothing was changed")
    assert not Account.objects.exists()
