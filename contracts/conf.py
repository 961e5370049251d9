"""What a project may set in its `CONTRACTS` dictionary, with defaults, in one place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractsSettings:
    """The settings of contracts; a key of `CONTRACTS` is a name of these in capitals.

    Functions of the domain are named by their dotted paths.
    """

    # Below which path operations are served, without a slash in front and with one at the end.
    prefix: str = "api/"
    # Whether everybody may read the documentation, or signed-in users and tokens alone.
    public_docs: bool = False
    # Whether agents may run commands; queries they always may.
    mcp_commands: bool = False
    # What agents should know of the domain, besides what holds for every operation.
    mcp_instructions: str = ""
    # A function of a bearer token's text that returns its user and the credential, or raises a Problem.
    authenticate: str = ""
    # A function of the request that returns what a 401 says besides of how to get a token.
    challenge: str = ""
    # A function of the operation, the caller and a tenant's id or None, that returns a Tenancy.
    tenancy: str = ""
    # A function of an admitted call that returns a context manager, in which the call is answered, or
    # raises a Problem for what its credential does not open.
    confine: str = ""
    # Functions of an admitted call and a text: what is remembered of an answer, and the answer again.
    seal: str = ""
    unseal: str = ""
    # A function of the user that returns ids of their own by wire name, for examples.
    example_ids: str = ""
    # Wire names whose values are masked wherever a call is reported.
    personal_fields: Collection[str] = ()
    # A function of a request that returns whom it came from, for the rate; without one it is the peer.
    address_of: str = ""
    # Requests a minute that an address has below the prefix, in each process; 0 for any number.
    address_rate: int = 0
    # What the rates of queries and addresses are multiplied by; 0 counts none.
    rate_factor: float = 1
    # The cookie of a session, as the OpenAPI document names it: that of a deployment.
    session_cookie: str = "sessionid"
    # The committed documents, below BASE_DIR.
    lock_file: str = "contracts.lock.json"
    openapi_file: str = "docs/openapi.yaml"


# What was given last, and what it says: a request asks several times.
_latest: tuple[object, ContractsSettings] = None, ContractsSettings()


def contracts_settings() -> ContractsSettings:
    """Return the project's settings; raises ImproperlyConfigured for a key that does not exist."""
    global _latest
    given, read = _latest
    present = getattr(settings, "CONTRACTS", None)
    if present is not given:
        read = _read(present or {})
        _latest = present, read
    return read


def _read(given: Mapping[str, Any]) -> ContractsSettings:
    known = {field.name.upper(): field.name for field in fields(ContractsSettings)}
    if unknown := sorted(given.keys() - known.keys()):
        raise ImproperlyConfigured(
            f"CONTRACTS has no setting {', '.join(unknown)}. There are: {', '.join(sorted(known))}."
        )
    return ContractsSettings(**{known[name]: value for name, value in given.items()})


@cache
def function_at(path: str) -> Any:
    """Return the function that a setting names by its dotted path; raises ImportError for none."""
    return import_string(path)


def path_of(address: str) -> str:
    """Return the absolute path of something that is served below the prefix."""
    return f"/{contracts_settings().prefix}{address}"
