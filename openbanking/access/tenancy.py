"""Whose data a caller may touch: the one place where tenants are kept apart."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from contracts import Auth, Caller, Operation, Tenancy, problems
from openbanking.models import Account, ApiToken, Membership, Tenant, User
from openbanking.models.tenancy import TenantQuerySet

# How many tenants a refusal names; whoever has more asks for the list.
MOST_NAMED = 20


def tenants_of(caller: Caller) -> TenantQuerySet:
    """Return the tenants the caller belongs to, narrowed to those its token was made for."""
    return _narrowed(Tenant.objects.visible_to(caller.user), caller)


def memberships_of(caller: Caller) -> QuerySet[Membership]:
    """Return the caller's memberships of those tenants: what the caller is in each."""
    return Membership.objects.filter(user=caller.user.pk, tenant__in=tenants_of(caller))


def resolve_tenancy(operation: Operation, caller: Caller, tenant_id: UUID | None) -> Tenancy:
    """Return the tenant an operation concerns, and whether the caller may administer it.

    That is the tenant named or, where none is, the only one the caller belongs to, in one statement.
    For operations for admins alone, staff with the permission to change connections administer every
    tenant they name; for others nobody needs to be an admin. Raises as `_only` does.
    """
    for_admins = operation.policy.auth is Auth.ADMIN
    is_staff = for_admins and _administers_all(caller)
    every = is_staff and tenant_id is not None
    tenants = _narrowed(Tenant.objects.all(), caller) if every else tenants_of(caller)
    if for_admins:
        tenants = tenants.annotate(administered=_administered_by(caller))
    tenant = _only(tenants, tenant_id)
    return Tenancy(tenant=tenant, is_admin=is_staff or getattr(tenant, "administered", False))


def _only(tenants: TenantQuerySet, tenant_id: UUID | None) -> Tenant:
    """Return the tenant named, or the only one there is.

    Raises NotFound for one that is not among them, exactly as for one that does not exist; Invalid
    where none is named and there are several; Forbidden where there is none at all.
    """
    if tenant_id is not None:
        tenant = tenants.filter(pk=tenant_id).first()
        if tenant is None:
            raise problems.NotFound("There is no such tenant among yours.")
        return tenant
    found = list(tenants[:MOST_NAMED])
    if not found:
        raise problems.Forbidden("You belong to no tenant. Ask staff to add you to one.")
    if len(found) > 1:
        raise problems.Invalid.at(
            "tenantId",
            "You belong to several tenants: send the id of one. openbanking.tenants.list tells which "
            "is which.",
            # Ids alone: the name of a tenant is that of a family.
            args={"tenantIds": [str(each.pk) for each in found]},
        )
    return found[0]


def example_ids(user: User) -> dict[str, str]:
    """Return a tenant, a connection and an account of a user, for examples to work with."""
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


def _narrowed(tenants: TenantQuerySet, caller: Caller) -> TenantQuerySet:
    """Keep the tenants a token names; one that names none is good for all of them."""
    if not isinstance(caller.credential, ApiToken):
        return tenants
    named = ApiToken.tenants.through.objects.filter(apitoken=caller.credential)
    return tenants.filter(Q(~Exists(named)) | Q(pk__in=named.values("tenant")))


def _administered_by(caller: Caller) -> Exists:
    return Exists(
        Membership.objects.filter(tenant=OuterRef("pk"), user=caller.user.pk, role=Membership.Role.ADMIN)
    )


def _administers_all(caller: Caller) -> bool:
    return bool(caller.user.is_staff and caller.user.has_perm("openbanking.change_connection"))
