"""Sync from the admin: the operation that REST has, run for the user who clicks and on record."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from unfold.admin import ModelAdmin

from contracts import Caller, Channel, problems, registry, run
from openbanking.jobs import Reason, request_sync
from openbanking.models import Connection, Tenant


def sync_tenant(model_admin: ModelAdmin[Any], request: HttpRequest, tenant: Tenant) -> None:
    """Sync every connection of a tenant; a Powens user without one yet is read for the first time."""
    connections = tenant.connections.filter(vanished_at__isnull=True)
    for connection in connections.select_related("institution", "tenant"):
        sync_connection(model_admin, request, connection)
    new = tenant.powens_users.filter(unlinked_at__isnull=True, connections__isnull=True)
    if new:
        request_sync(list(new), reason=Reason.STAFF)
        text = f"{tenant}: the banks of {len(new)} Powens users are being read for the first time."
        model_admin.message_user(request, text, messages.INFO)
    elif not connections:
        model_admin.message_user(request, f"{tenant}: there is nothing linked.", messages.INFO)


def sync_connection(model_admin: ModelAdmin[Any], request: HttpRequest, connection: Connection) -> None:
    """Sync one connection as over REST, and show the answer or the refusal."""
    name = f"{connection.institution.name} ({connection.tenant.slug})"
    asked = {"tenantId": str(connection.tenant_id), "connectionId": str(connection.pk)}
    operation = registry["openbanking.accounts.sync"]
    caller = Caller(user=request.user, channel=Channel.ADMIN)
    try:
        answer = run(operation, caller, asked).mapping
    except problems.Problem as problem:
        model_admin.message_user(request, f"{name}: {problem.detail}", messages.ERROR)
        return
    text = " ".join([f"{answer['synced']} accounts in sync.", *answer.get("errors", [])])
    level = messages.WARNING if answer["failed"] else messages.SUCCESS
    model_admin.message_user(request, f"{name}: {text}", level)
