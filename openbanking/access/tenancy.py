"""Whose data a caller may touch: the one place where tenants are kept apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from uuid import UUID

from django.db.models import Exists, OuterRef, UUIDField

from contracts import Auth, Caller, Operation, Tenancy, problems
from openbanking.access import recent
from openbanking.access.roles import needed_for
from openbanking.access.staff import is_limited, works_for
from openbanking.models import Account, ApiToken, Membership, Tenant, User
from openbanking.models.prepared import Parameter, Prepared
from openbanking.models.tenancy import TenantQuerySet
from openbanking.walls.scope import seeing, seeing_every_tenant

# How many tenants a refusal names; whoever has more asks for the list.
MOST_NAMED = 20


def tenants_of(caller: Caller) -> TenantQuerySet:
    """Return the tenants the caller belongs to, narrowed to those its token was made for."""
    tenants = Tenant.objects.visible_to(caller.user)
    token = narrow_token(caller)
    return tenants if token is None else named_by(tenants, token)


def narrow_token(caller: Caller) -> UUID | None:
    """Return the id of the token somebody calls with, where it is good for some tenants alone."""
    token = caller.credential
    return token.pk if isinstance(token, ApiToken) and not token.every_tenant else None


def named_by(tenants: TenantQuerySet, token: UUID | Parameter) -> TenantQuerySet:
    """Keep the tenants that a token names, which is good for no others."""
    named = ApiToken.tenants.through.objects.filter(apitoken_id=token)
    return tenants.filter(pk__in=named.values("tenant"))


def resolve_tenancy(operation: Operation, caller: Caller, tenant_id: UUID | None) -> Tenancy:
    """Return the tenant an operation concerns, and whether the caller may administer it.

    That is the tenant named or, where none is, the only one the caller belongs to, in one statement; a
    page that runs several operations asks it once.
    For operations for admins alone, staff with the permission they need administer every tenant they
    work for, by naming it; for others nobody needs to be an admin. Raises NotFound for a
    tenant that is not among them, exactly as for one that does not exist; Invalid where none is named
    and there are several; Forbidden where there is none at all.
    """
    needed = needed_for(operation.meta.key) if operation.policy.auth is Auth.ADMIN else None
    token = caller.credential.pk if isinstance(caller.credential, ApiToken) else None
    ask = partial(_resolved, caller, narrow_token(caller), tenant_id, needed=needed)
    if token is None:
        asked = (tenant_id, needed)
        if asked not in caller.known:
            caller.known[asked] = ask()
        known: Tenancy = caller.known[asked]
        return known
    return recent.current.get(("tenancy", token, tenant_id, needed), ask)


def _resolved(
    caller: Caller, token: UUID | None, tenant_id: UUID | None, *, needed: str | None
) -> Tenancy:
    """`token` narrows to tenants, where there is one; `needed` is the permission that staff need of an
    operation for admins, None of another one.
    """
    with seeing_every_tenant():
        is_staff = needed is not None and _administers(caller, tenant_id, needed)
    named = tenant_id is not None
    question = _question(
        every=is_staff and named, narrowed=token is not None, named=named, for_admins=needed is not None
    )
    # Their own memberships are what tells whose rows a caller may see; staff need none.
    with seeing_every_tenant() if is_staff else seeing(person=caller.user.pk):
        found = question.all(user=caller.user.pk, token=token, tenant=tenant_id)
    tenant = _only(found, named=named)
    return Tenancy(tenant=tenant, is_admin=is_staff or getattr(tenant, "administered", False))


@cache
def _question(*, every: bool, narrowed: bool, named: bool, for_admins: bool) -> Prepared[Tenant]:
    """Return the query for tenants: all there are or the user's, a token's alone, one that is named.

    For admins, each also says whether the user administers it.
    """
    user, token = Parameter("user", UUIDField()), Parameter("token", UUIDField())
    tenants = Tenant.objects.all() if every else Tenant.objects.filter(memberships__user_id=user)
    if narrowed:
        tenants = named_by(tenants, token)
    if named:
        tenants = tenants.filter(pk=Parameter("tenant", UUIDField()))
    if for_admins:
        administered = Membership.objects.filter(
            tenant=OuterRef("pk"), user_id=user, role=Membership.Role.ADMIN
        )
        tenants = tenants.annotate(administered=Exists(administered))
    return Prepared(tenants.order_by("pk")[:MOST_NAMED])


def _only(found: Sequence[Tenant], *, named: bool) -> Tenant:
    if len(found) == 1:
        return found[0]
    if named:
        raise problems.NotFound("There is no such tenant among yours.")
    if not found:
        raise problems.Forbidden("You belong to no tenant. Ask staff to add you to one.")
    raise problems.Invalid.at(
        "tenantId",
        "You belong to several tenants: send the id of one. openbanking.tenants.list tells which "
        "is which.",
        # Ids alone: the name of a tenant is that of a family.
        args={"tenantIds": [str(each.pk) for each in found]},
    )


def example_ids(user: User) -> dict[str, str]:
    """Return a tenant, a connection and an account of a user, for examples to work with."""
    with seeing(person=user.pk):
        tenants = list(Tenant.objects.visible_to(user).values_list("pk", flat=True))
    with seeing(tenants):
        account = Account.objects.live().filter(tenant__in=tenants).order_by("pk").first()
    if account is None:
        return {}
    return {
        "tenantId": str(account.tenant_id),
        "connectionId": str(account.connection_id),
        "accountId": str(account.pk),
    }


def _administers(caller: Caller, tenant_id: UUID | None, needed: str) -> bool:
    """Tell whether the caller is of the staff and works for the tenant; who is limited must name it."""
    if not (caller.user.is_staff and caller.user.has_perm(needed)):
        return False
    if not is_limited(caller.user):
        return True
    return tenant_id is not None and works_for(caller.user, tenant_id)
