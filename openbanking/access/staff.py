"""Which families somebody on the staff works for: the one place where the admin is narrowed."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from openbanking.models import Tenant, User

Row = TypeVar("Row", bound=Model)


def is_limited(user: User | AnonymousUser) -> bool:
    """Tell whether somebody sees some families only; a stranger sees none."""
    return not user.is_authenticated or bool(user.is_limited)


def works_for(user: User, tenant_id: UUID) -> bool:
    """Tell whether somebody on the staff works for a tenant."""
    return Tenant.objects.worked_for_by(user).filter(pk=tenant_id).exists()


def scoped(rows: QuerySet[Row], path: str, user: Any) -> QuerySet[Row]:
    """Keep the rows of the families somebody on the staff works for.

    `path` is the lookup that leads from a row to its family, "pk" from the family itself. Rows of no
    family are kept for those alone who see every family.
    """
    if not is_limited(user):
        return rows
    return rows.filter(within(rows.model, path, user))


def within(model: type[Model], path: str, user: Any) -> Q:
    """Return the condition that a row of a model is of a family somebody limited works for."""
    theirs = Q(**{f"{path}__in": Tenant.objects.worked_for_by(user)})
    if path == "pk" or not lookup_spawns_duplicates(model._meta, path):
        return theirs
    # Asked apart, so that a row of several families does not come several times.
    return Q(pk__in=model._base_manager.filter(theirs).values("pk"))
