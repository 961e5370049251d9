"""Bring the members of a family on board: make them members, send them their links."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from contracts import fields, problems
from openbanking.admin.acts.act import Outcome
from openbanking.admin.acts.commands import FamilyRowInput, staff_command
from openbanking.admin.invitations import INVITATION_LIFE
from openbanking.models import Flow, Invitation, Membership, Tenant, User
from openbanking.onboarding.mails import mail_bank_link, mail_password_link, may_be_mailed
from openbanking.onboarding.members import NotInvited, add_newcomer, address_of_password

OF_A_MEMBER = ("tenant", "user")


class MemberInput(FamilyRowInput):
    """Who becomes a member, and what they may do."""

    user_id = fields.Id(help_text="The person.")
    role = fields.Choice(Membership.Role.values, help_text="What they may do.")


class NewcomerInput(FamilyRowInput):
    """Who has no login yet, and becomes a member."""

    first_name = fields.NonEmptyString(help_text="First name.")
    last_name = fields.NonEmptyString(help_text="Last name.")
    email = fields.String(required=False, help_text="Where they are mailed.")
    language = fields.Choice([code for code, _ in settings.LANGUAGES], help_text="Their language.")
    role = fields.Choice(Membership.Role.values, help_text="What they may do.")


class LinkInput(FamilyRowInput):
    """To whom a link is sent, and with what links begin."""

    site = fields.NonEmptyString(help_text="Scheme and host of the service.")


@staff_command("staff.members.add", Tenant, tenant_path="pk", takes=MemberInput)
def add(tenant: Tenant, by: User, now: datetime, *, user_id: UUID, role: str) -> Outcome:
    """Make somebody who can sign in a member."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise problems.NotFound("There is no such person any more.")
    if tenant.memberships.filter(user=user).exists():
        raise problems.Conflict(f"{user} is a member already.")
    made = Membership.objects.create(tenant=tenant, user=user, role=role)
    return Outcome(f"{user} is a member now", made=made.pk)


@staff_command("staff.members.invite", Tenant, tenant_path="pk", takes=NewcomerInput)
def invite(tenant: Tenant, by: User, now: datetime, *, email: str = "", **person: str) -> Outcome:
    """Make a login without a password for somebody, and make them a member."""
    membership = add_newcomer(tenant, email=email, **person)
    return Outcome(f"invited {membership.user}", made=membership.pk)


@staff_command(
    "staff.members.password",
    Membership,
    tenant_path="tenant",
    related=OF_A_MEMBER,
    takes=LinkInput,
)
def mail_password(member: Membership, by: User, now: datetime, *, site: str) -> Outcome:
    """Mail a newcomer the link to choose a password; left to be handed over where that cannot be."""
    user = member.user
    try:
        address = f"{site}{address_of_password(user)}"
    except NotInvited as error:
        raise problems.Conflict(str(error)) from None
    if may_be_mailed(user) and mail_password_link(user, member.tenant, address):
        return Outcome(f"{user} was mailed a link to choose a password")
    return Outcome(f"made a link for {user} to choose a password", complete=False)


@staff_command(
    "staff.members.ask_for_bank",
    Membership,
    tenant_path="tenant",
    related=OF_A_MEMBER,
    takes=LinkInput,
)
def ask_for_bank(member: Membership, by: User, now: datetime, *, site: str) -> Outcome:
    """Make the link by which a member connects a bank, and mail it; it is no secret."""
    invitation = Invitation.objects.create(
        tenant=member.tenant,
        user=member.user,
        flow=Flow.CONNECT,
        made_by=by,
        expires_at=now + INVITATION_LIFE,
    )
    address = f"{site}{reverse('webview-invitation', args=[invitation.pk])}"
    mailed = may_be_mailed(member.user) and mail_bank_link(member.user, member.tenant, address)
    how = "by mail" if mailed else "by a link to hand over"
    return Outcome(f"{member.user} is asked to connect a bank, {how}", made=invitation.pk)


# By what the page of a family on its way on board asks for.
MAY_BE_ASKED = {"add": add, "invite": invite, "password": mail_password, "bank": ask_for_bank}
