"""Account types, currencies and categories: the same for everybody, no token needed."""

from __future__ import annotations

from openbanking.sandbox.api.lookup import Route
from openbanking.sandbox.messages.errors import not_found
from openbanking.sandbox.messages.request import Request
from openbanking.sandbox.world.catalogue import (
    ACCOUNT_TYPES,
    BANK_CATEGORIES,
    CURRENCIES,
    INVESTMENTS,
    TYPE_IDS,
)
from openbanking.sandbox.world.rendering import Json, currency_json
from openbanking.sandbox.world.state import State


def account_types(state: State, request: Request) -> Json:
    return {"accounttypes": [_account_type(name) for name in ACCOUNT_TYPES]}


def account_type(state: State, request: Request, id_type: str) -> Json:
    for name in ACCOUNT_TYPES:
        if id_type == str(TYPE_IDS[name]):
            return _account_type(name)
    raise not_found("account type")


def currencies(state: State, request: Request) -> Json:
    return {"currencies": [currency_json(code) for code in CURRENCIES]}


def categories(state: State, request: Request) -> Json:
    """List what banks are sorted by; `/categories` is none of Powens' addresses (observed)."""
    named = [{"id": number, "name": name} for number, name in BANK_CATEGORIES.items()]
    return {"bank_category": named}


def _account_type(name: str) -> Json:
    words = name.replace("_", " ").capitalize()
    return {
        "id": TYPE_IDS[name],
        "name": name,
        "id_parent": None,
        "is_invest": name in INVESTMENTS,
        "display_name": words,
        "display_name_p": f"{words}s",
    }


ROUTES: list[Route] = [
    ("GET", r"/account_types", account_types),
    ("GET", r"/account_types/(?P<id_type>\d+)", account_type),
    ("GET", r"/currencies", currencies),
    ("GET", r"/banks/categories", categories),
]
