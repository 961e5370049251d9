"""How far a family is: read from what is there, so that it can be left and taken up at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Q

from openbanking.health.states import Actor, condition_of
from openbanking.linking.progress import PATIENCE
from openbanking.models import Connection, Invitation, Membership, Tenant, WebviewSession
from openbanking.onboarding.mails import may_be_mailed
from openbanking.onboarding.members import is_newcomer

Outcome = WebviewSession.Outcome


class State(StrEnum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Step:
    """One step, by its name, and where it stands."""

    name: str
    state: State


NAMES = ["Name", "Members", "First bank", "First sync", "Ready"]
BEFORE_NAME = [Step(name, State.LATER if number else State.NOW) for number, name in enumerate(NAMES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member, and how far they have come by themselves."""

    membership: Membership
    newcomer: bool
    mailed: bool
    asked: Invitation | None
    state: str

    @property
    def name(self) -> str:
        return self.membership.user.get_full_name() or self.membership.user.username

    @property
    def about(self) -> str:
        """Return the role and the user name, and what they have come to."""
        role = self.membership.get_role_display()
        return f"{role}, signs in as {self.membership.user.username}. {self.state}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bank:
    """A bank of the family as far as it has been read."""

    connection: Connection
    accounts: int
    transactions: int
    message: str
    read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """All there is to show; `going_on` says whether looking again soon can show more."""

    members: list[Member]
    banks: list[Bank]
    steps: list[Step]
    going_on: bool

    @property
    def is_done(self) -> bool:
        return all(step.state is State.DONE for step in self.steps[:-1])


def progress_of(tenant: Tenant, *, now: datetime) -> Progress:
    """Return how far a family is."""
    members, banks = _members(tenant, now), _banks(tenant)
    done = [True, bool(members), bool(banks), any(bank.read for bank in banks)]
    first_open = done.index(False) if False in done else len(done)
    steps = [
        Step(
            name,
            State.DONE if number < first_open else State.NOW if number == first_open else State.LATER,
        )
        for number, name in enumerate(NAMES)
    ]
    return Progress(
        members=members, banks=banks, steps=steps, going_on=_going_on(members, banks, tenant, now)
    )


def _members(tenant: Tenant, now: datetime) -> list[Member]:
    asked: dict[object, Invitation] = {}
    for invitation in Invitation.objects.filter(tenant=tenant, connection=None).order_by("id"):
        asked[invitation.user_id] = invitation
    sessions: dict[object, WebviewSession] = {}
    for session in WebviewSession.objects.filter(tenant=tenant).order_by("id"):
        sessions[session.user_id] = session
    return [
        _member(each, asked.get(each.user_id), sessions.get(each.user_id), now)
        for each in tenant.memberships.select_related("user").order_by("created_at")
    ]


def _member(
    membership: Membership, asked: Invitation | None, session: WebviewSession | None, now: datetime
) -> Member:
    newcomer = is_newcomer(membership.user)
    is_open = asked is not None and asked.used_at is None and asked.expires_at > now
    if newcomer:
        state = "Has not chosen a password yet."
    elif session is not None and (not is_open or asked is None or session.created_at > asked.created_at):
        state = _session_in_words(session, now)
    elif is_open:
        state = "Was asked to connect a bank, and has not followed the link yet."
    elif asked is not None and asked.used_at is None:
        state = "Was asked to connect a bank; the link's time is over."
    else:
        state = "Can sign in."
    return Member(
        membership=membership,
        newcomer=newcomer,
        mailed=may_be_mailed(membership.user),
        asked=asked if is_open else None,
        state=state,
    )


def _session_in_words(session: WebviewSession, now: datetime) -> str:
    if session.outcome == Outcome.DONE:
        return "Came back from the bank's page with a bank connected."
    if session.outcome == Outcome.UNDER_WAY:
        if session.expires_at > now:
            return "Is at the bank's page."
        return "Went to the bank's page and has not come back."
    return {
        Outcome.CANCELLED: "Left the bank's page before a bank was connected.",
        Outcome.DECLINED: "Declined the terms of Powens.",
        Outcome.EXPIRED: "Took too long at the bank's page, and Powens ended it.",
    }.get(Outcome(session.outcome), "Powens or the bank failed; they may try again.")


def _banks(tenant: Tenant) -> list[Bank]:
    shown = Q(accounts__disabled_at=None, accounts__deleted_at=None, accounts__vanished_at=None)
    connections = (
        tenant.connections.filter(vanished_at=None)
        .select_related("institution")
        .annotate(
            accounts_total=Count("accounts", filter=shown, distinct=True),
            transactions_total=Count("accounts__transactions", filter=shown, distinct=True),
        )
    )
    return [_bank(each) for each in connections]


def _bank(connection: Connection) -> Bank:
    condition = condition_of(connection)
    read = connection.last_read_at is not None and connection.last_success_at is not None
    if condition.who_must_act is not Actor.NOBODY:
        message = condition.message
    else:
        message = "Read." if read else "Powens is still reading the bank."
    return Bank(
        connection=connection,
        accounts=connection.accounts_total,  # type: ignore[attr-defined]
        transactions=connection.transactions_total,  # type: ignore[attr-defined]
        message=message,
        read=read,
    )


def _going_on(members: list[Member], banks: list[Bank], tenant: Tenant, now: datetime) -> bool:
    """Tell whether somebody is on their way, or a bank is being read for the first time."""
    under_way = WebviewSession.objects.filter(tenant=tenant).filter(
        Q(outcome=Outcome.UNDER_WAY, expires_at__gt=now) | Q(returned_at__gt=now - PATIENCE)
    )
    waiting = any(each.asked or each.newcomer for each in members) and not banks
    return waiting or under_way.exists() or any(not each.read for each in banks)
