"""The REST channel, on a toy domain: what goes in, what comes out, and how it refuses."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.contracts.people import make_user

pytestmark = pytest.mark.django_db

PRICE = "/api/toyshop/prices/get/v1.2.0"
STOCK = "/api/toyshop/stock/fill/v1.0.0"


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def exact(response: Any) -> Any:
    return json.loads(response.content, parse_float=Decimal)


def issues(response: Any) -> dict[str, str]:
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    return {each["path"]: each["code"] for each in response.json()["issues"]}


def test_answer_has_wire_names_and_leaves_out_what_has_no_value(client):
    answer = exact(client.get(PRICE, {"toyName": "robot"}))
    assert answer["unitPrice"] == Decimal("12345678901234.50")
    assert "discount" not in answer
    assert answer["seenAt"] == "2026-02-12T06:14:05Z"
    assert answer["parts"] == [{"partName": "wheel"}]


def test_earlier_version_of_the_major_is_served_by_the_one_that_took_its_place(client):
    answer = client.get("/api/toyshop/prices/get/v1.0.0", {"toyName": "marble"})
    assert (answer.status_code, answer["Contract-Version"]) == (200, "1.2.0")
    assert client.get("/api/toyshop/prices/get/v0.9.0", {"toyName": "marble"}).status_code == 404
    assert client.get("/api/toyshop/prices/get/v1.1.0", {"toyName": "marble"}).status_code == 404


def test_small_amount_has_no_exponent(client):
    assert b'"unitPrice":0.00000001' in client.get(PRICE, {"toyName": "marble"}).content


def test_query_parameters_are_read_as_their_types(client):
    query = {
        "toyName": "robot",
        "howMany": "3",
        "least": "0.10",
        "giftWrapped": "true",
        "from": "bob",
        "atTime": "2026-02-12T07:14:05+01:00",
    }
    assert exact(client.get(PRICE, query))["asked"] == {
        "howMany": 3,
        "least": Decimal("0.10"),
        "giftWrapped": True,
        "colours": [],
        "from": "bob",
        "atTime": "2026-02-12T06:14:05Z",
    }


@pytest.mark.parametrize("query", ["colours=red&colours=blue", "colours=red,blue", "colours=red%2Cblue"])
def test_list_may_be_repeated_or_comma_separated(client, query):
    answer = client.get(f"{PRICE}?toyName=robot&{query}").json()
    assert answer["asked"]["colours"] == ["red", "blue"]


def test_whole_input_may_come_as_json(client):
    whole = json.dumps({"toyName": "robot", "howMany": 2, "colours": ["red"]})
    assert client.get(PRICE, {"input": whole}).json()["asked"]["howMany"] == 2


@pytest.mark.parametrize(
    ("query", "path", "code"),
    [
        ("", "toyName", "REQUIRED"),
        ("toyName=", "toyName", "BLANK"),
        ("toyName=robot&toyName=robot", "toyName", "REPEATED"),
        ("toyName=robot&howMany=many", "howMany", "INVALID"),
        ("toyName=robot&howMany=1.5", "howMany", "INVALID"),
        ("toyName=robot&howMany=11", "howMany", "MAX_VALUE"),
        ("toyName=robot&howMany=" + "9" * 39, "howMany", "MAX_VALUE"),
        ("toyName=robot&least=NaN", "least", "INVALID"),
        ("toyName=robot&least=1e50", "least", "RANGE"),
        ("toyName=robot&least=" + "9" * 30, "least", "RANGE"),
        ("toyName=robot&giftWrapped=maybe", "giftWrapped", "INVALID"),
        ("toyName=robot&onDay=2026-02-30", "onDay", "INVALID"),
        ("toyName=robot&atTime=2026-02-12", "atTime", "INVALID"),
        ("toyName=robot&atTime=2026-02-12T06:14:05", "atTime", "INVALID"),
        ("toyName=robot&atTime=0001-01-01T00:00:00%2B14:00", "atTime", "INVALID"),
        ("toyName=robot&color=red", "color", "UNKNOWN_FIELD"),
        ("toy_name=robot&toyName=robot", "toy_name", "UNKNOWN_FIELD"),
        ("toyName=%00", "toyName", "NULL_CHARACTERS_NOT_ALLOWED"),
        ("input=nonsense", "input", "INVALID"),
        ("input=[]", "input", "INVALID"),
        ("input=%7B%22toyName%22:null%7D", "toyName", "NULL"),
        ("input=%7B%22toyName%22:7%7D", "toyName", "INVALID"),
        ("input=%7B%22toyName%22:%22robot%22,%22howMany%22:%222%22%7D", "howMany", "INVALID"),
        ("input=%7B%7D&toyName=robot", "input", "INVALID"),
    ],
)
def test_bad_input_names_the_field_and_what_is_wrong(client, query, path, code):
    assert issues(client.get(f"{PRICE}?{query}"))[path] == code


def test_every_fault_is_reported_at_once(client):
    found = issues(client.get(PRICE, {"howMany": "x", "color": "red"}))
    assert set(found) == {"toyName", "howMany", "color"}


def test_misspelt_field_gets_a_hint(client):
    message = client.get(PRICE, {"toy_name": "robot"}).json()["issues"][-1]["message"]
    assert "toyName" in message


def test_problem_document_has_its_members_in_order(client):
    body = client.get(PRICE, {"toyName": "ghost"}).json()
    assert list(body) == [
        *("type", "title", "status", "code", "detail", "instance"),
        *("category", "severity", "retryable", "traceId", "operation"),
    ]
    assert (body["status"], body["code"], body["category"]) == (404, "NOT_FOUND", "not_found")
    assert body["operation"] == {"key": "toyshop.prices.get", "version": "1.2.0", "kind": "query"}


@pytest.mark.parametrize("toy", ["robot", "ghost"])
def test_contract_is_named_on_answers_and_refusals(client, toy):
    response = client.get(PRICE, {"toyName": toy})
    assert response["Contract-Operation"] == "toyshop.prices.get"
    assert response["Contract-Version"] == "1.2.0"
    assert response["Contract-Stability"] == "experimental"
    assert response["Contract-Digest"].startswith("sha256:")


def test_major_alias_answers_the_same(client):
    exactly = client.get(PRICE, {"toyName": "robot"})
    alias = client.get("/api/toyshop/prices/get/v1", {"toyName": "robot"})
    assert alias.content == exactly.content


def test_head_is_a_get_without_a_body(client):
    response = client.head(PRICE, {"toyName": "robot"})
    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_wrong_method_says_which_are_right(client, method):
    response = getattr(client, method)(PRICE)
    assert (response.status_code, response.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert "GET" in response["Allow"]


@pytest.mark.parametrize(
    ("path", "methods"),
    [(PRICE, "GET, HEAD, OPTIONS"), (STOCK, "POST, OPTIONS"), ("/mcp", "POST, OPTIONS")],
)
def test_methods_are_told_to_anybody(client, path, methods):
    answer = client.options(path)
    assert (answer.status_code, answer["Allow"], answer.content) == (204, methods, b"")


@pytest.mark.parametrize("path", [PRICE, "/mcp", "/api/openapi.yaml"])
def test_slash_at_the_end_is_a_problem_that_names_the_address_without(client, path):
    problem = client.get(f"{path}/").json()
    assert (problem["code"], problem["detail"].endswith(f": {path}")) == ("NOT_FOUND", True)


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/nothing", f"{PRICE}/", "/api/toyshop/prices/get/v2", "/api/%00"]
)
def test_unknown_address_is_a_404_problem_for_anybody(client, path):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_unacceptable_representation_is_a_406_problem(client):
    response = client.get(PRICE, {"toyName": "robot"}, headers={"Accept": "text/html"})
    assert (response.status_code, response.json()["code"]) == (406, "BAD_REQUEST")


def test_address_too_long_is_a_414_problem(client):
    response = client.get(PRICE, {"toyName": "x" * 9000})
    assert (response.status_code, response.json()["code"]) == (414, "BAD_REQUEST")


def test_wrong_host_is_a_problem(client):
    response = client.get(PRICE, headers={"Host": "evil.example"})
    assert (response.status_code, response.json()["code"]) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("debug", [True, False])
def test_fault_of_ours_tells_nothing_of_its_insides(client, settings, capture_contracts, debug):
    settings.DEBUG = debug
    response = client.get(PRICE, {"toyName": "bomb"})
    assert (response.status_code, response.json()["code"]) == (500, "INTERNAL_ERROR")
    assert b"secret" not in response.content
    assert response.json()["traceId"] in capture_contracts.text


def test_stranger_gets_401_and_a_challenge(client):
    response = client.post(STOCK, {"toyName": "marble"}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("body", "kind"), [("{", "application/json"), ("[]", "application/json"), ("a=b", "text/plain")]
)
def test_stranger_is_a_stranger_whatever_they_send(client, body, kind):
    response = client.post(STOCK, body, content_type=kind)
    assert (response.status_code, response.json()["code"]) == (401, "UNAUTHENTICATED")


def test_caller_without_the_right_gets_403(client, charlie):
    client.force_login(charlie)
    response = client.post(STOCK, {"toyName": "marble"}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (403, "FORBIDDEN")


class TestCommand:
    @pytest.fixture
    def client(self, db):
        client = Client(raise_request_exception=False)
        client.force_login(make_user("root", is_staff=True, is_superuser=True))
        return client

    def test_body_is_the_input(self, client):
        response = client.post(STOCK, {"toyName": "marble"}, content_type="application/json")
        assert response.json()["inStock"] == 1

    def test_refusal_carries_what_the_caller_needs_to_know(self, client):
        response = client.post(STOCK, {"toyName": "robot"}, content_type="application/json")
        assert (response.status_code, response.json()["args"]) == (409, {"shelf": "robots"})

    @pytest.mark.parametrize(
        "body",
        [
            b"nonsense",
            b"[]",
            b'{"toyName": NaN}',
            b'{"toyName": "a", "toyName": "b"}',
            b"\xff",
            b"[" * 9999,
        ],
    )
    def test_body_that_is_no_object_is_a_problem(self, client, body):
        response = client.post(STOCK, body, content_type="application/json")
        assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")

    def test_empty_body_is_an_empty_input(self, client):
        found = issues(client.post(STOCK, b"", content_type="application/json"))
        assert found == {"toyName": "REQUIRED"}

    def test_other_media_type_is_a_415_problem(self, client):
        response = client.post(STOCK, b"toyName=robot", content_type="text/plain")
        assert (response.status_code, response.json()["code"]) == (415, "BAD_REQUEST")

    def test_large_body_is_a_413_problem(self, client, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        response = client.post(STOCK, {"toyName": "marble"}, content_type="application/json")
        assert (response.status_code, response.json()["code"]) == (413, "BAD_REQUEST")

    def test_session_needs_the_csrf_token(self, db):
        client = Client(enforce_csrf_checks=True)
        client.force_login(make_user("root2", is_staff=True, is_superuser=True))
        response = client.post(STOCK, {"toyName": "marble"}, content_type="application/json")
        assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")
