"""Queries with a token take the short way, and are answered as on the long one."""

from __future__ import annotations

import pytest
from django.contrib.sessions.middleware import SessionMiddleware

from tests.contracts.people import make_user
from tests.contracts.toyshop.tokens import make_token

PRICE = "/api/toyshop/prices/get/v1.2.0"
LIST = "/api/toyshop/prices/list/v2"
# Says what everybody says, in a way that has to be negotiated.
NEGOTIATED = "application/json;q=0.9"

pytestmark = pytest.mark.django_db


@pytest.fixture
def token():
    return make_token(make_user("alice"))


@pytest.fixture
def ask(client, token):
    """Ask on the short way or on the long one."""
    client.raise_request_exception = False

    def ask(path, query, *, short, method="get", token=token, **headers):
        sent = {"Authorization": f"Bearer {token}", **headers}
        accept = {} if short else {"Accept": NEGOTIATED}
        return getattr(client, method)(path, query, headers={**accept, **sent})

    return ask


@pytest.fixture
def long_ways(monkeypatch):
    """The requests that met the middleware of pages."""
    met: list[str] = []
    begin = SessionMiddleware.process_request

    def meet(self, request):
        met.append(request.path)
        return begin(self, request)

    monkeypatch.setattr(SessionMiddleware, "process_request", meet)
    return met


@pytest.mark.parametrize(
    ("path", "query"),
    [
        (PRICE, {"toyName": "robot", "least": "0.10"}),
        ("/api/toyshop/prices/get/v1", {"toyName": "robot"}),
        (LIST, {}),
        ("/api/toyshop/prices/list/v1", {"toyName": "robot"}),
        (PRICE, {"toyName": "ghost"}),
        (PRICE, {"toyName": "bomb"}),
        (PRICE, {"howMany": "many", "colour": "red"}),
        (PRICE, {"input": "nonsense"}),
    ],
)
def test_both_ways_give_the_same_answer(ask, path, query):
    short, long = ask(path, query, short=True), ask(path, query, short=False)
    assert short.status_code == long.status_code
    kept = (
        "Content-Type",
        "Content-Length",
        "ETag",
        "Cache-Control",
        "Contract-Digest",
        "Deprecation",
        "Link",
    )
    assert [short.get(name) for name in kept] == [long.get(name) for name in kept]
    found = [each.json() for each in (short, long)]
    for body in found:
        body.pop("traceId", None)
    assert found[0] == found[1]


@pytest.mark.parametrize("token", ["unknown", "", "two words"])
def test_both_ways_refuse_what_opens_nothing(ask, token):
    for short in (True, False):
        refused = ask(PRICE, {"toyName": "robot"}, short=short, token=token)
        assert (refused.status_code, refused.json()["code"]) == (401, "UNAUTHENTICATED")
        assert refused["WWW-Authenticate"] == 'Bearer realm="api"'


@pytest.mark.parametrize("short", [True, False])
def test_space_around_a_token_is_none_of_it(ask, token, short):
    assert ask(LIST, {}, short=short, Authorization=f"bearer   {token} ").status_code == 200


def test_token_for_other_operations_is_refused(client):
    token = make_token(make_user("bob"), operations=["toyshop.stock.fill"])
    answer = client.get(LIST, headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer["Contract-Operation"]) == (403, "toyshop.prices.list")


def test_answer_that_is_had_is_not_sent_again(ask):
    tag = ask(LIST, {}, short=True)["ETag"]
    for short in (True, False):
        assert ask(LIST, {}, short=short, **{"If-None-Match": tag}).status_code == 304


def test_token_leaves_sessions_alone(ask, long_ways):
    assert ask(LIST, {}, short=True).status_code == 200
    assert long_ways == []


@pytest.mark.parametrize(
    ("short", "method"), [(False, "get"), (True, "head"), (True, "post"), (True, "options")]
)
def test_what_is_not_plainly_a_query_goes_the_long_way(ask, long_ways, short, method):
    ask(LIST, {}, short=short, method=method)
    assert long_ways == [LIST]


def test_caller_without_a_token_goes_the_long_way(client, long_ways):
    client.get(LIST)
    assert long_ways == [LIST]


def test_amounts_are_text_on_the_short_way_too(ask, long_ways):
    accept = {"Accept": "application/json; amounts=text"}
    answer = ask(PRICE, {"toyName": "robot"}, short=True, **accept)
    assert (answer["Content-Type"], answer.json()["unitPrice"]) == (
        "application/json; amounts=text",
        "12345678901234.50",
    )
    assert long_ways == []
