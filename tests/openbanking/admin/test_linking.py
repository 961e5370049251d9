"""What staff do about links: ask a member for one, recover a token, unlink."""

from __future__ import annotations

import pytest

from openbanking.gateway.clients import renew_token
from openbanking.linking.users import link_powens_user, unlink
from openbanking.models import Account, Connection, Invitation, Membership, PowensUser, SyncRun
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from tests import factories
from tests.openbanking.admin.test_actions import act
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


class TestInvitation:
    def invite(self, staff, tenant, user, **given):
        return staff.post(
            "/admin/openbanking/invitation/add/",
            {"tenant": str(tenant.pk), "user": str(user.pk), "flow": "connect", **given},
            follow=True,
        )

    def test_address_to_send_is_reported(self, staff, alices, alice):
        text = self.invite(staff, alices, alice).content.decode()
        made = Invitation.objects.get()
        assert f"http://testserver/banking/invitations/{made.pk}/" in text
        assert str(made.made_by) == "root"

    def test_somebody_who_is_no_member_is_not_asked(self, staff, alices, charlie):
        assert "not a member" in self.invite(staff, alices, charlie).content.decode()
        assert not Invitation.objects.exists()

    def test_reconnecting_names_the_bank(self, staff, alices, alice):
        assert "Say which bank" in self.invite(staff, alices, alice, flow="reconnect").content.decode()

    def test_bank_of_somebody_else_is_not_asked_for(self, staff, alices, alice, bob):
        Membership.objects.create(tenant=alices, user=bob)
        theirs = factories.make_connection(factories.make_powens_user(alices, bob))
        answer = self.invite(staff, alices, alice, flow="reconnect", connection=str(theirs.pk))
        assert "connected by somebody else" in answer.content.decode()


class TestToken:
    def test_lost_token_is_recovered(self, staff, linked, sandbox):
        PowensUser.objects.update(token=None, rejected_at=factories.NOW)
        assert "has a new token" in act(staff, "powensuser", "renew_tokens", linked).content.decode()
        assert sync().status is SyncRun.Status.OK

    def test_user_powens_does_not_know_gets_none(self, staff, linked, sandbox):
        sandbox.state.delete_user(sandbox.state.users[7])
        assert "no new token" in act(staff, "powensuser", "renew_tokens", linked).content.decode()


class TestUnlinking:
    def test_token_is_revoked_and_history_kept(self, staff, linked, sandbox):
        sync()
        token = linked.token.reveal()
        text = act(staff, "powensuser", "unlink_users", linked).content.decode()
        assert "its token is revoked" in text
        linked.refresh_from_db()
        assert linked.token is None
        assert Account.objects.count() == 2
        assert not Account.objects.live().exists()
        assert sync().status is SyncRun.Status.NOTHING_DUE
        with pytest.raises(Exception, match="revoked"):
            sandbox.state.user_of(token)

    def test_token_that_could_not_be_revoked_is_kept(self, staff, linked, sandbox):
        sandbox.faults.add(Fault(kind=FaultKind.STATUS, path="/auth/token", times=0))
        text = act(staff, "powensuser", "unlink_users", linked).content.decode()
        assert "not unlinked" in text
        linked.refresh_from_db()
        assert linked.token is not None

    def test_user_who_is_being_synced_is_not_unlinked(self, staff, linked, elsewhere):
        with elsewhere(f"powens-user:{linked.pk}"):
            text = act(staff, "powensuser", "unlink_users", linked).content.decode()
        assert "not unlinked. It is being synced" in text
        linked.refresh_from_db()
        assert linked.unlinked_at is None

    def test_token_that_was_renewed_meanwhile_is_the_one_revoked(self, linked, sandbox):
        asked_for = PowensUser.objects.get()
        renew_token(linked, now=factories.NOW)
        assert unlink(asked_for, now=factories.NOW)
        with pytest.raises(Exception, match="revoked"):
            sandbox.state.user_of(linked.token.reveal())

    def test_linking_again_brings_everything_back(self, staff, linked, alices, alice, sandbox):
        sync()
        act(staff, "powensuser", "unlink_users", linked)
        link_powens_user(
            tenant_slug="alices", external_id="7", username="alice", token="", now=factories.NOW
        )
        sync()
        assert Account.objects.live().count() == 2
        assert Connection.objects.get().vanished_at is None
