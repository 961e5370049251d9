"""Who may be notified about a family: members, and staff who work for it, as long as they are."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from openbanking.models import Membership, Tenant, User


def may_be_notified(tenant: str, user: str) -> Q:
    """Return the condition that a row's user may be notified about its tenant, by the paths to both."""
    member = Membership.objects.filter(tenant=OuterRef(f"{tenant}_id"), user=OuterRef(f"{user}_id"))
    working = User.works_for.through.objects.filter(
        tenant=OuterRef(f"{tenant}_id"), user=OuterRef(f"{user}_id")
    )
    staff = Q(**{f"{user}__is_staff": True})
    unlimited = staff & Q(**{f"{user}__is_limited": False})
    may_see = Q(Exists(member)) | unlimited | (staff & Q(Exists(working)))
    return Q(**{f"{user}__is_active": True}) & may_see


def people_of(tenant: Tenant) -> QuerySet[User]:
    """Return the members of a tenant who can sign in."""
    return User.objects.filter(memberships__tenant=tenant, is_active=True).order_by("username")
