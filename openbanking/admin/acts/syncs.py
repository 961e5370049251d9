"""Sync from the admin: the operation that REST has, run for the user who clicks and on record."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from contracts import Caller, Channel, problems, registry, run
from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.jobs import Reason, request_sync
from openbanking.models import Connection, Tenant, User

SYNC = "openbanking.accounts.sync"


def sync_connection(request: HttpRequest, connection: Connection) -> Outcome:
    """Sync one connection as over REST. Raises Problem."""
    asked = {"tenantId": str(connection.tenant_id), "connectionId": str(connection.pk)}
    answer = run(registry[SYNC], Caller(user=request.user, channel=Channel.ADMIN), asked).mapping
    return Outcome(
        f"synced, {answer['synced']} accounts in sync",
        complete=not answer["failed"],
        note=" ".join(answer.get("errors", [])),
    )


@staff_command("staff.families.read", Tenant, tenant_path="pk")
def read_new(tenant: Tenant, by: User, now: datetime) -> Outcome:
    """Read Powens users of a family that have no connection yet for the first time."""
    new = list(tenant.powens_users.filter(unlinked_at__isnull=True, connections__isnull=True))
    request_sync(new, reason=Reason.STAFF)
    return Outcome(f"the banks of {len(new)} Powens users are being read for the first time")


def sync_tenant(request: HttpRequest, tenant: Tenant) -> Outcome:
    """Sync every connection of a tenant; a Powens user without one yet is read for the first time.

    Raises Conflict where nothing could be synced.
    """
    said, synced, complete = [], 0, True
    connections = tenant.connections.filter(vanished_at__isnull=True)
    for connection in connections.select_related("institution", "tenant"):
        try:
            outcome = sync_connection(request, connection)
        except problems.Problem as problem:
            said.append(f"{connection.institution.name}: {problem.detail}")
            complete = False
        else:
            text = " ".join(filter(None, [f"{outcome.did}.", outcome.note]))
            said.append(f"{connection.institution.name}: {text}")
            synced, complete = synced + 1, complete and outcome.complete
    banks = len(said)
    if tenant.powens_users.filter(unlinked_at__isnull=True, connections__isnull=True).exists():
        first = read_new(request, tenant)
        return Outcome(first.did, complete=complete, note=" ".join(said))
    if not banks:
        raise problems.Conflict("There is nothing linked.")
    if not synced:
        raise problems.Conflict(" ".join(said))
    return Outcome(f"synced, {synced} of {banks} banks", complete=complete, note=" ".join(said))


SYNC_CONNECTION = StaffAct(
    name="sync_now",
    operation=SYNC,
    do=sync_connection,
    label="Sync now",
    asks="Sync {rows} now",
    consequence="Powens is asked to read the bank, as far as its quota of four reads a day allows, and "
    "what it has is taken over.",
    icon="sync",
    fits=lambda connection: connection.vanished_at is None,
)
SYNC_FAMILY = StaffAct(
    name="sync_now",
    operation=SYNC,
    do=sync_tenant,
    label="Sync now",
    asks="Sync all banks of {rows} now",
    consequence="Powens is asked to read every bank of the family, as far as its quota of four reads a "
    "day allows, and what it has is taken over.",
    icon="sync",
)
