"""The roles that processes sign in as: made and given their passwords, as their addresses say."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import ProgrammingError
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import errors
from psycopg.sql import SQL, Identifier, Literal


class CannotMakeRole(Exception):
    """The owner of the tables may not make roles, or not change this one."""


def ensure(database: BaseDatabaseWrapper, name: str, password: str) -> bool:
    """Have a role that may sign in with this password, and do nothing above others.

    To be called outside a transaction. Tells whether anything had to be done; the password reaches the
    server hashed, so that no log of statements has it. Raises CannotMakeRole.
    """
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = %s", [name]
        )
        ((is_above, may_sign_in),) = cursor.fetchall() or [(False, None)]
        if is_above:
            raise CannotMakeRole(f"{name} is held to no policies: give another role in its address.")
        if may_sign_in and (not password or _opens(database, name, password)):
            return False
        statement = SQL("{} ROLE {} LOGIN").format(
            SQL("CREATE" if may_sign_in is None else "ALTER"), Identifier(name)
        )
        if password:
            statement += SQL(" PASSWORD {}").format(Literal(_hashed(database, name, password)))
        try:
            cursor.execute(statement)
        except ProgrammingError as error:
            if not isinstance(error.__cause__, errors.InsufficientPrivilege):
                raise
            raise CannotMakeRole(
                f"The owner of the tables may not make or change the role {name}. Have a superuser "
                "make it, LOGIN and nothing else, with the password of its address; then run this again."
            ) from None
    return True


def _opens(database: BaseDatabaseWrapper, name: str, password: str) -> bool:
    """Tell whether somebody can sign in to this database with it."""
    parameters: dict[str, Any] = {
        key: value
        for key, value in database.get_connection_params().items()
        if key in ("host", "port", "dbname", "connect_timeout", "sslmode", "sslrootcert")
    }
    try:
        psycopg.connect(**parameters, user=name, password=password).close()
    except psycopg.OperationalError:
        return False
    return True


def _hashed(database: BaseDatabaseWrapper, name: str, password: str) -> str:
    hashed: bytes = database.connection.pgconn.encrypt_password(password.encode(), name.encode())
    return hashed.decode()
