"""Connectors and connections as Powens' JSON (Powens, Connectors and Connections pages)."""

from __future__ import annotations

from collections.abc import Collection

from openbanking.sandbox.world.catalogue import COUNTRIES
from openbanking.sandbox.world.clock import paris
from openbanking.sandbox.world.model import Connection, ConnectionLog, Connector, User
from openbanking.sandbox.world.rendering import Json


def connector_json(connector: Connector, expand: Collection[str] = ()) -> Json:
    """Return a connector, with what `expand` names of fields, sources, countries and urls."""
    shown = {
        "id": connector.id,
        "uuid": connector.uuid,
        "name": connector.name,
        "hidden": False,
        "charged": True,
        "code": None,
        "beta": False,
        "color": "336699",
        "slug": connector.name[:3].upper(),
        "months_to_fetch": 24,
        "auth_mechanism": connector.auth_mechanism,
        "available_auth_mechanisms": [connector.auth_mechanism],
        "capabilities": ["bank"],
        "account_usages": ["PRIV", "ORGA"],
        "restricted": False,
        "products": ["bank"],
    }
    if "fields" in expand:
        shown["fields"] = fields_json(connector)
    if "sources" in expand:
        shown["sources"] = [connector_source_json(connector)]
    if "countries" in expand:
        shown["countries"] = [_country(code) for code in connector.countries]
    if "urls" in expand:
        shown["urls"] = [f"https://bank-{connector.id}.example/"]
    return shown


def connector_source_json(connector: Connector) -> Json:
    return {
        "id": connector.source_id,
        "id_connector": connector.id,
        "name": connector.source,
        "auth_mechanism": connector.auth_mechanism,
        "available_auth_mechanisms": [connector.auth_mechanism],
        "disabled": None,
        "priority": 1,
        "account_usages": ["PRIV", "ORGA"],
    }


def source_json(connection: Connection) -> Json:
    return {
        "id": connection.id * 10 + 1,
        "id_connection": connection.id,
        "id_connector_source": connection.connector.source_id,
        "name": connection.connector.source,
        "state": connection.state,
        "last_update": paris(connection.last_update),
        "created": paris(connection.created),
        "disabled": None,
        "next_try": paris(connection.next_try),
        "access_expire": paris(connection.access_expire),
        "expire": None,
    }


def connection_json(user: User, connection: Connection) -> Json:
    return {
        "id": connection.id,
        "id_user": user.id,
        "id_connector": connection.connector.id,
        "id_provider": connection.connector.id,
        "id_bank": connection.connector.id,
        "connector_uuid": connection.connector.uuid,
        "state": connection.state,
        "error": connection.state,
        "error_message": None,
        "fields": _asked_again(connection),
        "last_update": paris(connection.last_update),
        "created": paris(connection.created),
        "active": connection.active,
        "last_push": paris(connection.last_update),
        "expire": paris(connection.access_expire),
        "next_try": paris(connection.next_try),
    }


def log_json(user: User, connection: Connection, log: ConnectionLog) -> Json:
    """Return an attempt to read a bank, in the words of an older copy of the page."""
    return {
        "id": log.id,
        "id_user": user.id,
        "id_connection": connection.id,
        "id_connector": connection.connector.id,
        "id_source": connection.id * 10 + 1,
        "start": paris(log.start),
        "timestamp": paris(log.timestamp),
        "error": log.error,
        "error_message": None,
        "fields": None,
        "next_try": paris(log.next_try),
        "nb_accounts": None if log.error else len(connection.accounts),
    }


def fields_json(connector: Connector) -> list[Json]:
    """Return what to ask for a new connection: nothing where the bank asks on its own site."""
    if connector.auth_mechanism == "webauth":
        return []
    return [
        _field(connector, "login", "Identifiant"),
        _field(connector, "password", "Mot de passe", kind="password"),
    ]


def _field(connector: Connector, name: str, label: str, *, kind: str = "text") -> Json:
    return {
        "name": name,
        "label": label,
        "type": kind,
        "required": True,
        "regex": None,
        "values": None,
        "connector_sources": [connector.source],
        "auth_mechanisms": [connector.auth_mechanism],
    }


def _asked_again(connection: Connection) -> list[Json] | None:
    if connection.state == "additionalInformationNeeded":
        return [_field(connection.connector, "otp", "Code")]
    if connection.state == "wrongpass":
        return [_field(connection.connector, "password", "Mot de passe", kind="password")]
    return None


def _country(code: str) -> Json:
    # In small letters, as the API design page writes it.
    return {"id": code.lower(), "name": COUNTRIES[code]}
