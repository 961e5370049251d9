"""What a run was asked to sync."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from openbanking.models import Connection, PowensUser, Tenant


class UnknownTarget(Exception):
    """A tenant or connection that was asked for does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which tenants, connections or Powens users to sync; nothing named means everything."""

    tenants: Sequence[str] = ()
    connections: Sequence[str] = ()
    powens_user_ids: Sequence[str] = ()
    full: bool = False

    def powens_users(self) -> list[PowensUser]:
        """Return the Powens users to read; raises UnknownTarget naming what does not exist."""
        users = (
            PowensUser.objects.filter(unlinked_at__isnull=True)
            .select_related("tenant", "application")
            .order_by("id")
        )
        if self.tenants:
            known = set(Tenant.objects.filter(slug__in=self.tenants).values_list("slug", flat=True))
            if missing := sorted(set(self.tenants) - known):
                raise UnknownTarget(
                    f"There is no tenant {', '.join(missing)}. Create it with create_tenant."
                )
            users = users.filter(tenant__slug__in=self.tenants)
        if self.powens_user_ids:
            users = users.filter(pk__in=self.powens_user_ids)
        if self.connections:
            users = users.filter(connections__pk__in=self._existing_connections()).distinct()
        return list(users)

    def covers(self, connection: Connection) -> bool:
        """Tell whether a connection of one of those users was asked for."""
        return not self.connections or str(connection.pk) in self._connection_ids()

    def _connection_ids(self) -> set[str]:
        try:
            return {str(UUID(each)) for each in self.connections}
        except ValueError:
            raise UnknownTarget(
                "--connection takes the UUID that accounts and the admin show, not Powens' number."
            ) from None

    def _existing_connections(self) -> set[str]:
        ids = self._connection_ids()
        known = {str(pk) for pk in Connection.objects.filter(pk__in=ids).values_list("pk", flat=True)}
        if missing := sorted(ids - known):
            raise UnknownTarget(f"There is no connection {', '.join(missing)}.")
        return ids
