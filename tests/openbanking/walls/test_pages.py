"""Over the addresses of the service: no page shows one family what is another's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.http import urlsafe_base64_encode

from contracts import registry
from openbanking.models import (
    Account,
    Connection,
    Invitation,
    ManualAccount,
    Overview,
    Transaction,
    Valuation,
    WebviewSession,
)
from openbanking.models.ids import new_id
from tests.openbanking.walls.conftest import Families, crossed

# Operations have their own proofs, as has the admin.
ELSEWHERE = ("admin/", "api/openbanking", "api/pfo", "logout/")
# What an address may name, by the name of its part; a new part has to say it here.
KEYS = (
    *(Account, Connection, Invitation, Overview, Transaction, WebviewSession),
    *(ManualAccount, Valuation),
)
NAMED_BY_KEYS = ("pk", "valuation")
PARTS: dict[str, list[str]] = {
    "slug": ["alices", "bobs"],
    "form": ["md", "json", "csv", "xlsx"],
    "flow": ["reconnect", "manage"],
    "to": ["enable", "disable"],
    "kind": ["balance_below"],
    "name": ["transactions", "holdings", "value"],
    "event": ["connection-synced"],
    "key": [next(iter(registry)).meta.key],
    "version": ["1.0.0"],
    "uidb36": ["1"],
    "provider_id": ["sso"],
    "uidb64": [urlsafe_base64_encode(b"1")],
    "token": ["a-token-of-nobody"],
    "client_id": ["a-program-of-nobody"],
    "resource_path": ["api", "mcp"],
}


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Yield each address as a pattern."""
    for each in resolver.url_patterns:
        address = before + str(each.pattern).removeprefix("^")
        if address.startswith(ELSEWHERE):
            continue
        if isinstance(each, URLPattern):
            yield address.removesuffix("$")
        else:
            yield from patterns(each, address)


PAGES = sorted(set(patterns(get_resolver())) - {r"(?:metrics|healthz|readyz)/"})
PART = re.compile(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>")


def addresses(pattern: str, keys: list[str]) -> Iterator[str]:
    """Yield the addresses of a pattern, with these keys and with every other part there may be."""
    names = [one or other for one, other in PART.findall(pattern)]
    choices = [keys if name in NAMED_BY_KEYS else PARTS[name] for name in names]
    for chosen in product(*choices):
        values = iter(chosen)
        yield "/" + PART.sub(lambda _, values=values: next(values), pattern).replace("\\", "")  # type: ignore[misc]


@pytest.mark.parametrize("pattern", PAGES)
def test_page_shows_nothing_of_another_family(apart: Families, pattern: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(apart.bob)
    theirs = [str(next(iter(apart.of_alice[model]))) for model in KEYS]
    for address in addresses(pattern, theirs):
        for given in ({}, {"account": theirs[0], "connection": theirs[1], "tenant": "alices"}):
            answer = client.get(address, given)
            # Powens is not configured: who is sent there is told so.
            assert answer.status_code < 500 or answer.status_code == 503, address
            assert crossed(apart, answer, sent=f"{address} {given}") == set(), address


@pytest.mark.parametrize("pattern", [each for each in PAGES if "pk" in each])
def test_what_is_another_familys_looks_as_if_it_did_not_exist(apart: Families, pattern: str):
    client = Client()
    client.force_login(apart.bob)
    theirs = [str(next(iter(apart.of_alice[model]))) for model in KEYS]
    absent = [str(new_id())] * len(theirs)
    for one, other in zip(addresses(pattern, theirs), addresses(pattern, absent), strict=True):
        assert client.get(one).status_code == client.get(other).status_code, one


@pytest.mark.parametrize("pattern", PAGES)
def test_page_shows_a_stranger_nothing(apart: Families, pattern: str) -> None:
    theirs = [str(next(iter(apart.of_alice[model]))) for model in KEYS]
    for address in addresses(pattern, theirs):
        answer = Client().get(address)
        assert crossed(apart, answer, sent=address) == set(), address
