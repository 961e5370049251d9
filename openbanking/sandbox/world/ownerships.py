"""Whom accounts belong to, as Powens' JSON (Powens, Account ownerships page)."""

from __future__ import annotations

from openbanking.sandbox.world.model import Account, Connection, User
from openbanking.sandbox.world.rendering import Json

HOLDERS = frozenset({"holder", "co_holder"})


def ownership_json(user: User, connection: Connection, account: Account) -> Json:
    """Return an account's parties; whether several hold it is null where a role is unknown."""
    roles = [each.role for each in account.parties]
    several = None if "unknown" in roles else sum(role in HOLDERS for role in roles) > 1
    return {
        "id_account": account.id,
        "id_connection": connection.id,
        "id_user": user.id,
        "id_connector_source": connection.connector.source_id,
        "name": account.display_name or account.name,
        "bank_name": connection.connector.name,
        "multiple_holders": several,
        "calculated": [] if several is None else ["multiple_holders"],
        "usage": account.usage,
        "parties": [
            {"role": each.role, "identity": {"is_user": each.is_user, "full_name": each.full_name}}
            for each in account.parties
        ],
        "identifications": [{"scheme_name": "iban", "identification": account.iban}]
        if account.iban
        else [],
    }
