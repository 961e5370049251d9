"""The domain app."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from openbanking.fields import money


class OpenBankingConfig(AppConfig):
    name = "openbanking"
    verbose_name = "Open banking"

    def ready(self) -> None:
        from openbanking import checks  # noqa: F401  (registering is what it does)
        from openbanking.access import audit, recent, roles
        from openbanking.jobs import after_response, alerts
        from openbanking.models import keyring
        from openbanking.signin import listening, sessions

        keyring.listen()
        audit.listen()
        recent.listen()
        roles.listen()
        after_response.listen()
        alerts.listen()
        sessions.listen()
        listening.listen()
        connection_created.connect(teach_sqlite_money, dispatch_uid="openbanking.money")


def teach_sqlite_money(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Give a new SQLite connection what compares amounts by value, and what adds them up exactly."""
    if connection.vendor == "sqlite":
        connection.connection.create_aggregate(money.SumOnSQLite.NAME, 1, money.SumOnSQLite)
        connection.connection.create_collation(money.COLLATION, money.compare)
