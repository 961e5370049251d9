"""A family comes on board: from its name to the first figures, in steps that are read from the data."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from openbanking.access.roles import Role
from openbanking.models import AuditEntry, Invitation, Membership, Tenant, User, WebviewSession
from openbanking.onboarding.members import NotInvited, address_of_password
from openbanking.onboarding.steps import State, progress_of
from openbanking.sync import Scope, run_sync
from tests import factories

NEW = {
    "do": "invite",
    "first_name": "Dana",
    "last_name": "Miller",
    "email": "dana@example.org",
    "language": "fr",
    "role": "admin",
}


class Refusing(BaseEmailBackend):
    """A mail server that is not there."""

    def send_messages(self, email_messages):
        raise ConnectionRefusedError


def page_of(tenant):
    return f"/admin/openbanking/tenant/{tenant.pk}/onboarding/"


def states(tenant, *, now=factories.NOW):
    return [step.state for step in progress_of(tenant, now=now).steps]


@pytest.fixture
def mails(settings):
    settings.MAILS_ARE_SENT = True


class TestName:
    def test_family_is_added_and_its_path_goes_on(self, staff):
        answer = staff.post(
            "/admin/openbanking/tenant/onboarding/", {"name": "The Danas", "slug": "danas"}
        )
        tenant = Tenant.objects.get(slug="danas")
        assert answer["Location"] == page_of(tenant)
        assert LogEntry.objects.get().get_change_message() == "Added the family."

    def test_adding_a_family_leads_here(self, staff):
        answer = staff.get("/admin/openbanking/tenant/add/", follow=True)
        assert "What is the family called?" in answer.content.decode()

    def test_name_that_is_taken_is_said_so(self, staff, alices):
        answer = staff.post(
            "/admin/openbanking/tenant/onboarding/", {"name": "Others", "slug": "alices"}
        )
        assert "already exists" in answer.content.decode()

    def test_somebody_limited_works_for_the_family_they_add(self, client, alices):
        user = factories.make_user("limited", is_staff=True, is_limited=True)
        user.groups.add(Group.objects.get(name=Role.OPERATOR))
        client.force_login(user)
        client.post("/admin/openbanking/tenant/onboarding/", {"name": "The Danas", "slug": "danas"})
        assert list(user.works_for.all()) == [Tenant.objects.get(slug="danas")]
        assert client.get(page_of(alices)).status_code == 404


class TestMembers:
    def test_newcomer_gets_a_login_without_a_password(self, staff, alices):
        staff.post(page_of(alices), NEW)
        dana = User.objects.get(email="dana@example.org")
        assert not dana.has_usable_password()
        assert Membership.objects.get(user=dana).role == "admin"

    def test_link_is_handed_over_where_no_mails_are_sent(self, staff, alices):
        text = staff.post(page_of(alices), NEW, follow=True).content.decode()
        assert re.search(r"http://testserver/invited/[^/]+/[^/]+/", text)
        assert not mail.outbox

    def test_link_to_hand_over_is_in_no_cookie_and_no_cache(self, staff, alices):
        answer = staff.post(page_of(alices), NEW)
        assert "no-store" in answer["Cache-Control"]
        assert "messages" not in staff.cookies

    def test_link_is_mailed_where_mails_are_sent(self, staff, alices, mails):
        text = staff.post(page_of(alices), NEW, follow=True).content.decode()
        assert "/invited/" not in text
        assert mail.outbox[0].to == ["dana@example.org"]
        assert "http://testserver/invited/" in mail.outbox[0].body

    def test_mail_is_written_in_the_language_of_the_member(self, staff, alices, mails, monkeypatch):
        written_in = []

        def write(*args):
            written_in.append(translation.get_language())
            return "A mail"

        monkeypatch.setattr("openbanking.onboarding.mails.render_to_string", write)
        staff.post(page_of(alices), NEW)
        assert written_in == ["fr"]

    def test_link_is_handed_over_where_the_mail_is_refused(self, staff, alices, mails, settings):
        settings.EMAIL_BACKEND = "tests.openbanking.onboarding.test_path.Refusing"
        assert "/invited/" in staff.post(page_of(alices), NEW, follow=True).content.decode()

    def test_newcomer_chooses_a_password_and_is_signed_in(self, staff, alices):
        text = staff.post(page_of(alices), NEW, follow=True).content.decode()
        link = re.search(r"http://testserver(/invited/[^/]+/[^/]+/)", text)
        assert link
        theirs = Client()
        form = theirs.get(link[1], follow=True).redirect_chain[-1][0]
        password = {"new_password1": "a long and good one", "new_password2": "a long and good one"}
        done = theirs.post(form, password)
        assert done["Location"] == "/"
        assert theirs.get("/").status_code == 200
        assert User.objects.get(email="dana@example.org").check_password("a long and good one")
        again = Client().get(link[1], follow=True)
        assert "used before" in again.content.decode()

    def test_nobody_who_can_sign_in_is_given_a_link(self, alice):
        with pytest.raises(NotInvited):
            address_of_password(alice)

    def test_nobody_on_the_staff_is_given_a_link(self, db):
        user = User(username="staff", is_staff=True)
        user.set_unusable_password()
        user.save()
        with pytest.raises(NotInvited):
            address_of_password(user)

    def test_somebody_who_can_sign_in_is_added(self, staff, alices, charlie):
        staff.post(page_of(alices), {"do": "add", "user": str(charlie.pk), "role": "viewer"})
        assert Membership.objects.get(user=charlie).tenant == alices

    def test_people_of_other_families_are_not_offered_to_somebody_limited(
        self, client, alices, bobs, bob
    ):
        user = factories.make_user("limited", is_staff=True, is_limited=True)
        user.groups.add(Group.objects.get(name=Role.OPERATOR))
        user.works_for.add(alices)
        client.force_login(user)
        assert "bob" not in client.get(page_of(alices)).content.decode()
        client.post(page_of(alices), {"do": "add", "user": str(bob.pk), "role": "viewer"})
        assert not Membership.objects.filter(user=bob, tenant=alices).exists()

    def test_viewer_of_the_staff_looks_and_adds_nobody(self, client, alices, charlie):
        user = factories.make_user("viewer", is_staff=True)
        user.groups.add(Group.objects.get(name=Role.VIEWER))
        client.force_login(user)
        assert client.get(page_of(alices)).status_code == 200
        assert client.post(page_of(alices), NEW).status_code == 403
        member = alices.memberships.get()
        assert client.post(page_of(alices), {"do": "bank", "member": member.pk}).status_code == 403


@pytest.mark.parametrize(
    ("asked", "command", "entry"),
    [
        ("add", "staff.members.add", "Charlie is a member now."),
        (
            "bank",
            "staff.members.ask_for_bank",
            "Alice is asked to connect a bank, by a link to hand over.",
        ),
        ("invite", "staff.members.invite", "Invited dana-miller."),
    ],
)
def test_what_is_done_about_members_runs_as_a_command_and_is_in_the_history(
    staff, alices, alice, charlie, asked, command, entry
):
    given = {
        "add": {"do": "add", "user": str(charlie.pk), "role": "viewer"},
        "bank": {"do": "bank", "member": alices.memberships.get().pk},
        "invite": NEW,
    }
    staff.post(page_of(alices), given[asked])
    ran = AuditEntry.objects.get(operation=command)
    assert (ran.user.username, ran.channel, ran.tenant) == ("root", "admin", str(alices.pk))
    history = LogEntry.objects.filter(object_id=str(alices.pk))
    assert entry in [each.get_change_message() for each in history]


class TestBank:
    def test_member_is_asked_and_the_link_is_shown(self, staff, alices):
        text = staff.post(
            page_of(alices), {"do": "bank", "member": alices.memberships.get().pk}, follow=True
        ).content.decode()
        asked = Invitation.objects.get()
        assert f"http://testserver/banking/invitations/{asked.pk}/" in text
        assert str(asked.made_by) == "root"

    def test_link_is_mailed(self, staff, alices, alice, mails):
        alice.email = "alice@example.org"
        alice.save()
        staff.post(page_of(alices), {"do": "bank", "member": alices.memberships.get().pk})
        assert f"/banking/invitations/{Invitation.objects.get().pk}/" in mail.outbox[0].body

    def test_member_of_another_family_is_not_asked(self, staff, alices, bobs):
        answer = staff.post(page_of(alices), {"do": "bank", "member": bobs.memberships.get().pk})
        assert answer.status_code == 404
        assert not Invitation.objects.exists()

    def test_way_to_the_bank_is_watched(self, alices, alice):
        session = WebviewSession.objects.create(
            tenant=alices,
            user=alice,
            powens_user=factories.make_powens_user(alices, alice),
            flow="connect",
            state_digest="digest",
            expires_at=factories.NOW + timedelta(hours=1),
        )
        progress = progress_of(alices, now=factories.NOW)
        assert (progress.members[0].state, progress.going_on) == ("Is at the bank's page.", True)
        WebviewSession.objects.filter(pk=session.pk).update(outcome="declined")
        assert progress_of(alices, now=factories.NOW).members[0].state == "Declined the terms of Powens."


class TestSteps:
    def test_family_of_the_command_line_is_taken_up_where_it_is(self, staff, alice):
        call_command("create_tenant", "smith", name="The Smiths")
        tenant = Tenant.objects.get(slug="smith")
        assert states(tenant) == [State.DONE, State.NOW, State.LATER, State.LATER, State.LATER]
        Membership.objects.create(tenant=tenant, user=alice)
        assert states(tenant) == [State.DONE, State.DONE, State.NOW, State.LATER, State.LATER]
        assert staff.get(page_of(tenant)).status_code == 200

    def test_family_is_ready_once_a_bank_was_read(self, staff, linked, alices):
        run_sync(Scope())
        progress = progress_of(alices, now=factories.NOW)
        assert progress.is_done
        assert (progress.banks[0].accounts, progress.banks[0].read) == (2, True)
        assert "What may come next" in staff.get(f"{page_of(alices)}state/").content.decode()

    def test_bank_that_is_still_read_is_watched(self, alices, connection):
        type(connection).objects.update(last_success_at=None)
        progress = progress_of(alices, now=factories.NOW)
        assert progress.going_on
        assert progress.banks[0].message == "Powens is still reading the bank."


@pytest.mark.parametrize("member", ["", "x", "\x00", "1" * 400])
@pytest.mark.parametrize("do", ["password", "bank"])
def test_what_is_no_member_is_not_found(staff, alices, do, member):
    assert staff.post(page_of(alices), {"do": do, "member": member}).status_code == 404
