"""A bank is disconnected because somebody chose so; what was recorded of it stays."""

from __future__ import annotations

import pytest

from openbanking.linking.disconnection import NotDisconnected, disconnect
from openbanking.linking.users import unlink
from openbanking.models import Account, AuditRecord, Connection, Membership, PowensUser, Transaction
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world import mutations
from tests.factories import NOW
from tests.openbanking.admin.test_actions import act, ask
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(linked):
    sync()
    return Connection.objects.get()


@pytest.fixture
def there(sandbox):
    """The connections Powens has."""
    return sandbox.state.users[7].connections


class TestMember:
    @pytest.fixture
    def browser(self, client, alice):
        client.force_login(alice)
        return client

    @pytest.fixture
    def address(self, bank):
        return f"/banking/disconnect/{bank.pk}/"

    def test_asking_changes_nothing_and_says_what_is_lost(self, browser, address, there):
        assert "Powens forgets this bank" in browser.get(address).content.decode()
        assert there

    def test_bank_is_forgotten_at_powens_and_its_history_kept(self, browser, address, bank, there):
        rows = Transaction.objects.live().count()
        assert browser.post(address, follow=True).status_code == 200
        assert not there
        bank.refresh_from_db()
        assert bank.vanished_at
        assert not Account.objects.live().exists()
        assert Transaction.objects.filter(deleted_at=None).count() == rows

    def test_it_is_on_record(self, browser, address, bank, alice):
        browser.post(address)
        entry = AuditRecord.objects.get(operation="banks.disconnected")
        assert (entry.user, entry.channel, entry.tenant) == (alice, "page", str(bank.tenant_id))
        assert entry.about == f"connection:{bank.pk}"

    def test_bank_that_is_gone_already_is_fine(self, browser, address, sandbox):
        mutations.delete_connection(sandbox.state, connection=512)
        assert browser.post(address).status_code == 302

    def test_powens_that_fails_is_reported_and_nothing_changed(self, browser, address, sandbox, bank):
        sandbox.faults.add(Fault(kind=FaultKind.STATUS, status=403, method="DELETE", times=0))
        answer = browser.post(address)
        assert (answer.status_code, "Link the user again" in answer.content.decode()) == (503, True)
        bank.refresh_from_db()
        assert bank.vanished_at is None
        assert not AuditRecord.objects.filter(operation__startswith="banks.").exists()

    def test_bank_that_is_being_synced_stays_connected(self, browser, address, bank, there, elsewhere):
        with elsewhere(f"powens-user:{bank.powens_user_id}"):
            answer = browser.post(address)
        assert (answer.status_code, "Another run is syncing" in answer.content.decode()) == (503, True)
        assert there

    def test_bank_of_another_member_is_not_theirs(self, browser, address, bob, alices, there):
        Membership.objects.create(tenant=alices, user=bob)
        browser.force_login(bob)
        assert browser.post(address).status_code == 404
        assert there


def test_user_who_was_unlinked_meanwhile_gets_no_new_token(bank, there):
    unlink(PowensUser.objects.get(), now=NOW)
    with pytest.raises(NotDisconnected):
        disconnect(bank, now=NOW)
    assert PowensUser.objects.get().token is None


class TestStaff:
    def test_it_is_confirmed_first(self, staff, bank, there):
        page = ask(staff, "connection", "disconnect", bank).content.decode()
        assert "Powens forgets this bank" in page
        assert "Disconnect 1 connection at Powens?" in page
        assert there
        reported = act(staff, "connection", "disconnect", bank).content.decode()
        assert "disconnected at Powens" in reported
        assert not there

    def test_board_names_the_bank_that_is_connected_twice(self, staff, sandbox, bank):
        assert "Connected twice" not in staff.get("/admin/").content.decode()
        made = Connection.objects.create(
            tenant=bank.tenant,
            powens_user=bank.powens_user,
            institution=bank.institution,
            external_id="513",
        )
        iban = Account.objects.exclude(iban="").get().iban
        Account.objects.create(
            tenant=bank.tenant, connection=made, external_id="1", name="again", iban=iban, currency="EUR"
        )
        assert "Connected twice" in staff.get("/admin/").content.decode()
