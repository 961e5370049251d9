"""Act at Powens for a member: which accounts are read, which banks are connected, and by whose token."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from unfold.enums import ActionVariant

from contracts import problems
from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.admin.acts.reading import read_again
from openbanking.admin.invitations import invite_to_reconnect
from openbanking.fields.encryption import UnreadableSecret
from openbanking.gateway.clients import renew_token
from openbanking.jobs import Reason
from openbanking.linking.disconnection import DISCONNECTED, NotDisconnected
from openbanking.linking.disconnection import disconnect as disconnect_at_powens
from openbanking.linking.selection import ERASED, NotChanged, set_enabled
from openbanking.linking.users import CannotLink
from openbanking.linking.users import unlink as unlink_user
from openbanking.models import Account, Connection, PowensUser, User
from openbanking.powens import PowensError

WITH_LOGIN = ("connection__powens_user__application",)


def _switched(account: Account, now: datetime, *, enabled: bool) -> Outcome:
    try:
        set_enabled(account, enabled=enabled, now=now)
    except NotChanged as error:
        raise problems.Conflict(str(error)) from None
    return Outcome(f"{'enabled' if enabled else 'disabled'} at Powens")


@staff_command("staff.accounts.enable", Account, tenant_path="tenant", related=WITH_LOGIN)
def enable(account: Account, by: User, now: datetime) -> Outcome:
    """Have Powens read an account, on behalf of its member."""
    return _switched(account, now, enabled=True)


@staff_command("staff.accounts.disable", Account, tenant_path="tenant", related=WITH_LOGIN)
def disable(account: Account, by: User, now: datetime) -> Outcome:
    """Have Powens stop to read an account."""
    return _switched(account, now, enabled=False)


@staff_command(
    "staff.connections.disconnect",
    Connection,
    tenant_path="tenant",
    related=("powens_user__application",),
)
def disconnect(connection: Connection, by: User, now: datetime) -> Outcome:
    """Make Powens forget a bank of a member."""
    try:
        disconnect_at_powens(connection, now=now)
    except NotDisconnected as error:
        raise problems.Conflict(str(error)) from None
    return Outcome("disconnected at Powens")


@staff_command(
    "staff.connections.invite",
    Connection,
    tenant_path="tenant",
    related=("tenant", "powens_user__user"),
)
def invite(connection: Connection, by: User, now: datetime) -> Outcome:
    """Make the link by which the member who connected a bank reconnects it."""
    invitation = invite_to_reconnect(connection, by=by, now=now)
    return Outcome("a link to reconnect it was made for its member", made=invitation.pk)


def _invite(request: HttpRequest, connection: Connection) -> Outcome:
    outcome = invite(request, connection)
    address = request.build_absolute_uri(reverse("webview-invitation", args=[outcome.made]))
    return replace(outcome, note=f"Send this address to {connection.powens_user.user}: {address}")


@staff_command("staff.links.renew", PowensUser, tenant_path="tenant", related=("application",))
def renew(user: PowensUser, by: User, now: datetime) -> Outcome:
    """Recover a token that was lost or is refused; the user's id at Powens is enough."""
    try:
        renew_token(user, now=now)
    except (PowensError, UnreadableSecret) as error:
        raise problems.Conflict(f"There is no new token. {error}") from None
    return Outcome("has a new token")


@staff_command("staff.links.unlink", PowensUser, tenant_path="tenant", related=("application",))
def unlink(user: PowensUser, by: User, now: datetime) -> Outcome:
    """Stop reading a Powens user; link_powens_user or a new connection links them again."""
    try:
        revoked = unlink_user(user, now=now)
    except (CannotLink, PowensError, UnreadableSecret) as error:
        raise problems.Conflict(f"It is not unlinked. {error}") from None
    return Outcome(
        f"unlinked, {'its token is revoked' if revoked else 'Powens refused its token already'}"
    )


def _read_again(accounts: list[Account]) -> None:
    read_again([each.pk for each in accounts], Reason.STAFF)


ENABLE = StaffAct(
    name="enable",
    operation="staff.accounts.enable",
    do=enable,
    label="Enable at Powens",
    asks="Enable {rows} at Powens",
    consequence="Powens reads it from now on, on behalf of its member.",
    icon="play_circle",
    fits=lambda account: account.status is Account.Status.DISABLED,
    then=_read_again,
)
DISABLE = StaffAct(
    name="disable",
    operation="staff.accounts.disable",
    do=disable,
    label="Disable at Powens",
    asks="Disable {rows} at Powens",
    consequence=ERASED,
    icon="block",
    variant=ActionVariant.DANGER,
    fits=lambda account: account.status is Account.Status.ACTIVE,
    then=_read_again,
)
INVITE = StaffAct(
    name="invite",
    operation="staff.connections.invite",
    do=_invite,
    label="Ask the member to reconnect",
    asks="Ask members to reconnect {rows}",
    consequence="An address is made that works for this member only, once, for a week. Send it to them: "
    "it takes them to Powens' webview, where the bank is reconnected.",
    icon="forward_to_inbox",
    fits=lambda connection: connection.vanished_at is None,
    in_list=False,
)
DISCONNECT = StaffAct(
    name="disconnect",
    operation="staff.connections.disconnect",
    do=disconnect,
    label="Disconnect at Powens",
    asks="Disconnect {rows} at Powens",
    consequence=DISCONNECTED,
    icon="link_off",
    variant=ActionVariant.DANGER,
    fits=lambda connection: connection.vanished_at is None,
)
RENEW = StaffAct(
    name="renew_tokens",
    operation="staff.links.renew",
    do=renew,
    label="Ask Powens for a new token",
    asks="Ask for a new token of {rows}",
    consequence="Powens gives a new permanent token, which is kept in place of the present one; a user "
    "whose token was refused is read again.",
    icon="key",
    fits=lambda user: user.unlinked_at is None,
)
UNLINK = StaffAct(
    name="unlink_users",
    operation="staff.links.unlink",
    do=unlink,
    label="Unlink: revoke the token, keep the history",
    asks="Unlink {rows}",
    consequence="Its token is revoked at Powens and forgotten here, and none of its banks is read any "
    "more. What was recorded stays. A new connection, or link_powens_user, links it again.",
    icon="link_off",
    variant=ActionVariant.DANGER,
    fits=lambda user: user.unlinked_at is None,
)
