"""Whose data a caller may touch: the one place where tenants are kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts.caller import Caller
from contracts.problems import Forbidden, Invalid, NotFound
from contracts.spec import Operation
from openbanking.models import ApiToken, Membership, Tenant
from openbanking.models.tenancy import TenantQuerySet


def tenants_of(caller: Caller) -> TenantQuerySet:
    """Return the families the caller belongs to, narrowed to those its token was made for."""
    tenants = Tenant.objects.visible_to(caller.user)
    if isinstance(caller.credential, ApiToken):
        narrowed = caller.credential.tenants.values("pk")
        if narrowed.exists():
            tenants = tenants.filter(pk__in=narrowed)
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
            raise NotFound("There is no such tenant among yours.")
        return tenant
    mine = list(tenants[:2])
    if not mine:
        raise Forbidden("You belong to no tenant. Ask staff to add you to one.")
    if len(mine) > 1:
        raise Invalid.at("tenantId", "You belong to several tenants: name one of them.")
    return mine[0]


def tenant_key(caller: Caller, given: Mapping[str, Any]) -> str:
    """Return the id of the family a call concerns; raises as tenant_of does."""
    return str(tenant_of(caller, given.get("tenant_id")).pk)


def may_administer(caller: Caller, operation: Operation, given: Mapping[str, Any]) -> bool:
    """Tell whether the caller may run an operation reserved for admins.

    Staff with the permission to change connections may, and admins of the family concerned.
    """
    user = caller.user
    if not user.is_authenticated:
        return False
    if user.is_staff and user.has_perm("openbanking.change_connection"):
        return True
    administered = Membership.objects.filter(
        user=user, role=Membership.Role.ADMIN, tenant__in=tenants_of(caller)
    )
    tenant_id = given.get("tenant_id")
    return administered.filter(tenant=tenant_id).exists() if tenant_id else administered.exists()
