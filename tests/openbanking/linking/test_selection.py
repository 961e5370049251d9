"""Accounts are read because somebody chose so, and stopped knowing what that erases."""

from __future__ import annotations

import pytest

from openbanking.models import Account, AuditRecord, Membership, Transaction
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world import mutations
from tests.openbanking.admin.test_actions import act, ask
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(linked, sandbox):
    """A new account the bank has shown, that nobody enabled."""
    made = mutations.open_account(sandbox.state, connection=512)
    sync()
    return Account.objects.get(external_id=str(made))


@pytest.fixture
def read(found):
    return Account.objects.get(type="checking")


def address(account, to):
    return f"/banking/accounts/{account.pk}/{to}/"


class TestMember:
    @pytest.fixture
    def browser(self, client, alice):
        client.force_login(alice)
        return client

    def test_new_account_waits_on_the_dashboard(self, browser, found):
        assert found.status == "disabled"
        assert address(found, "enable") in browser.get("/").content.decode()

    def test_enabled_account_is_read(self, browser, found):
        assert browser.post(address(found, "enable")).status_code == 302
        sync()  # where there is a queue, the worker's
        found.refresh_from_db()
        assert found.status == "active"
        assert found.balances.exists()

    def test_asking_changes_nothing_and_says_what_is_erased(self, browser, read):
        text = browser.get(address(read, "disable")).content.decode()
        assert "Powens erases" in text
        sync()
        read.refresh_from_db()
        assert read.status == "active"

    def test_stopped_account_keeps_its_history(self, browser, read):
        rows = Transaction.objects.live().count()
        browser.post(address(read, "disable"))
        sync()
        read.refresh_from_db()
        assert read.status == "disabled"
        assert read.balances.exists()
        assert Transaction.objects.live().count() == rows

    @pytest.mark.parametrize("to", ["enable", "disable"])
    def test_choice_is_on_record(self, browser, found, alice, to):
        browser.post(address(found, to))
        entry = AuditRecord.objects.get(operation=f"banks.{to}d")
        assert (entry.user, entry.channel, entry.tenant) == (alice, "page", str(found.tenant_id))
        assert (entry.account, entry.about) == (str(found.pk), f"account:{found.pk}")

    def test_account_of_another_member_is_not_theirs_to_choose(
        self, browser, client, bob, alices, found
    ):
        Membership.objects.create(tenant=alices, user=bob)
        client.force_login(bob)
        assert client.post(address(found, "enable")).status_code == 404

    def test_powens_that_fails_is_reported(self, browser, sandbox, found):
        sandbox.faults.add(Fault(kind=FaultKind.STATUS, method="POST", times=0))
        answer = browser.post(address(found, "enable"))
        assert answer.status_code == 503
        assert "cannot be reached" in answer.content.decode()


class TestStaff:
    def test_account_is_enabled(self, staff, found):
        act(staff, "account", "enable", found)
        sync()
        found.refresh_from_db()
        assert found.status == "active"

    def test_disabling_is_confirmed_first(self, staff, read):
        page = ask(staff, "account", "disable", read).content.decode()
        assert "Powens erases" in page
        read.refresh_from_db()
        assert read.status == "active"
        act(staff, "account", "disable", read)
        sync()
        read.refresh_from_db()
        assert read.status == "disabled"

    def test_account_that_is_gone_is_reported(self, staff, read, sandbox):
        mutations.delete_connection(sandbox.state, connection=512)
        assert "does not know" in act(staff, "account", "disable", read).content.decode()
