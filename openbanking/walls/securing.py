"""Build the wall: policies on tables, and what the roles of web processes and of workers may do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.sql import SQL, Composed, Identifier, Literal

from openbanking.walls.tables import condition_of, tables

# What web processes have no business to change, whoever uses them.
READ_ONLY = (
    *("auth_permission", "django_content_type", "django_migrations"),
    *("openbanking_exchangerate", "openbanking_servicekey"),
)
# What web processes add to and never change.
APPEND_ONLY = ("openbanking_auditrecord",)
WEB, WORKER = "wall_web", "wall_worker"  # names of policies


@dataclass(frozen=True, slots=True)
class Roles:
    """As whom web processes ask, and as whom workers do: the sync, jobs, commands of cron."""

    web: str
    worker: str


@dataclass(frozen=True, slots=True)
class Policy:
    """Which rows of a table a role sees, and may write."""

    name: str
    table: str
    role: str
    condition: str

    @property
    def digest(self) -> str:
        """Return what tells this policy from an older one of its name; it is kept as its comment."""
        return hashlib.sha256(f"{self.role} {self.condition}".encode()).hexdigest()


def policies(roles: Roles) -> Iterator[Policy]:
    """Yield all there are to be. Raises Undecided."""
    for policy in policies_of_web(roles.web):
        yield policy
        yield Policy(WORKER, policy.table, roles.worker, "true")


def policies_of_web(role: str) -> Iterator[Policy]:
    """Yield those that web processes are held to. Raises Undecided."""
    for model in tables():
        condition = condition_of(model)
        if condition is not None:
            yield Policy(WEB, model._meta.db_table, role, condition)


def build(database: BaseDatabaseWrapper, roles: Roles) -> list[str]:
    """Grant both roles what they need, and put up every policy that is missing or not as it should be.

    To be called in a transaction of the owner of the tables. Returns the tables whose policies changed;
    others are not locked. Raises what the database raises.
    """
    with database.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        ((schema,),) = cursor.fetchall()
        for statement in _grants(roles, schema):
            cursor.execute(statement)
        changed = outdated(database, policies(roles))
        for policy in changed:
            for statement in _statements(policy):
                cursor.execute(statement)
    return sorted({each.table for each in changed})


def outdated(database: BaseDatabaseWrapper, wanted: Iterable[Policy]) -> list[Policy]:
    """Return those that are missing, are not as they should be, or whose table does not heed them."""
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, p.polname, obj_description(p.oid, 'pg_policy') FROM pg_policy p "
            "JOIN pg_class c ON c.oid = p.polrelid WHERE c.relrowsecurity "
            "AND c.relnamespace = current_schema()::regnamespace"
        )
        standing = {(table, name): digest for table, name, digest in cursor.fetchall()}
    return [each for each in wanted if standing.get((each.table, each.name)) != each.digest]


def holds(database: BaseDatabaseWrapper) -> bool:
    """Tell whether the present role, a web process's, is held to every policy there should be.

    It is not where it owns the tables, is above policies, or tables changed since they were secured.
    """
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_tables WHERE tablename "
            "= 'openbanking_tenant' AND pg_has_role(current_user, tableowner, 'MEMBER')) "
            "FROM pg_roles WHERE rolname = current_user"
        )
        ((role, is_above),) = cursor.fetchall()
    return not is_above and not outdated(database, policies_of_web(role))


def _grants(roles: Roles, schema: str) -> Iterator[Composed]:
    both = SQL(", ").join(map(Identifier, (roles.web, roles.worker)))
    for wanted in (
        "GRANT USAGE ON SCHEMA {schema} TO {roles}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {roles}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {roles}",
    ):
        yield SQL(wanted).format(schema=Identifier(schema), roles=both)
    for table in APPEND_ONLY:
        yield SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(Identifier(table), Identifier(roles.web))
    for table, role in [*((each, roles.web) for each in READ_ONLY), ("django_migrations", roles.worker)]:
        yield SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(
            Identifier(table), Identifier(role)
        )


def _statements(policy: Policy) -> Iterator[Composed]:
    name, table = Identifier(policy.name), Identifier(policy.table)
    condition: Any = sql.SQL(policy.condition)  # made of names of our models
    yield SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY").format(table)
    yield SQL("DROP POLICY IF EXISTS {} ON {}").format(name, table)
    yield SQL("CREATE POLICY {} ON {} FOR ALL TO {} USING ({}) WITH CHECK ({})").format(
        name, table, Identifier(policy.role), condition, condition
    )
    yield SQL("COMMENT ON POLICY {} ON {} IS {}").format(name, table, Literal(policy.digest))
