"""Whose data a caller may touch: the one place where tenants are kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts import Caller, Operation, problems
from openbanking.models import Account, ApiToken, Membership, Tenant
from openbanking.models.tenancy import TenantQuerySet


def tenants_of(caller: Caller) -> TenantQuerySet:
    """Return the families the caller belongs to, narrowed to those its token was made for."""
    return _narrowed(Tenant.objects.visible_to(caller.user), caller)


def _narrowed(tenants: TenantQuerySet, caller: Caller) -> TenantQuerySet:
    if isinstance(caller.credential, ApiToken):
        narrowed = caller.credential.tenants.values("pk")
        if narrowed.exists():
            return tenants.filter(pk__in=narrowed)
    return tenants


def tenant_of(caller: Caller, tenant_id: UUID | None) -> Tenant:
    """Return the family asked for, or the only one the caller belongs to.

    Raises NotFound for a family that is not the caller's, exactly as for one that does not exist;
    Invalid when none is named and there are several; Forbidden when there is none at all.
    """
    tenants = tenants_of(caller)
    if tenant_id is not None:
        tenant = tenants.filter(pk=tenant_id).first()
        if tenant is None:
            raise problems.NotFound("There is no such tenant among yours.")
        return tenant
    mine = list(tenants[:2])
    if not mine:
        raise problems.Forbidden("You belong to no tenant. Ask staff to add you to one.")
    if len(mine) > 1:
        raise problems.Invalid.at("tenantId", "You belong to several tenants: name one of them.")
    return mine[0]


def example_ids(user: Any) -> dict[str, str]:
    """Return a family, a connection and an account of somebody's, for examples to work with."""
    account = (
        Account.objects.live().filter(tenant__in=Tenant.objects.visible_to(user)).order_by("pk").first()
    )
    if account is None:
        return {}
    return {
        "tenantId": str(account.tenant_id),
        "connectionId": str(account.connection_id),
        "accountId": str(account.pk),
    }


def administered_tenant(caller: Caller, tenant_id: UUID | None) -> Tenant:
    """Return the family an operation for admins concerns; staff reach every one of them by its id.

    Raises as tenant_of does.
    """
    if tenant_id is not None and is_staff_for_syncs(caller):
        tenant = _narrowed(Tenant.objects.all(), caller).filter(pk=tenant_id).first()
        if tenant is not None:
            return tenant
    return tenant_of(caller, tenant_id)


def tenant_key(caller: Caller, given: Mapping[str, Any]) -> str:
    """Return the id of the family a call concerns; raises as tenant_of does."""
    return str(given.get("tenant_id") or tenant_of(caller, None).pk)


def is_staff_for_syncs(caller: Caller) -> bool:
    """Tell whether the caller is staff with the permission to change connections."""
    return bool(caller.user.is_staff and caller.user.has_perm("openbanking.change_connection"))


def may_administer(caller: Caller, operation: Operation, given: Mapping[str, Any]) -> bool:
    """Tell whether the caller may run an operation reserved for admins.

    Staff with the permission to change connections may, and admins of the family concerned. Raises
    as tenant_of does: a family that is not the caller's does not exist for them.
    """
    if is_staff_for_syncs(caller):
        return True
    tenant = tenant_of(caller, given.get("tenant_id"))
    return tenant.memberships.filter(user=caller.user, role=Membership.Role.ADMIN).exists()
