from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory

from contracts.rest.middleware import ApiProblemsMiddleware


def through(response: HttpResponseBase, path: str = "/api/x") -> HttpResponseBase:
    return ApiProblemsMiddleware(lambda request: response)(RequestFactory().get(path))


@pytest.mark.parametrize("path", ["/api/nope", "/api/", "/api/toyshop", "/api/openapi.yaml/"])
def test_an_unknown_route_is_a_problem_for_anybody(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "NOT_FOUND"


@pytest.mark.parametrize("path", ["/api/nope", "/api/toyshop/", "/mcp/"])
def test_an_unknown_route_takes_no_method_at_all(path):
    client = Client(enforce_csrf_checks=True)
    assert client.post(path, "{}", content_type="application/json").status_code == 404


def test_pages_outside_are_left_alone():
    html = HttpResponse("<p>Not here</p>", status=404)
    assert through(html, "/admin/x") is html


def test_faults_outside_are_left_to_django():
    middleware = ApiProblemsMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/admin/x"), RuntimeError()) is None


def test_an_answer_is_left_alone():
    answer = HttpResponse("{}")
    assert through(answer) is answer


def test_a_problem_is_left_alone():
    problem = HttpResponse("{}", status=400, content_type="application/problem+json")
    assert through(problem) is problem


@pytest.mark.parametrize(
    ("status", "reported", "code"),
    [
        (400, 400, "BAD_REQUEST"),
        (401, 401, "UNAUTHENTICATED"),
        (403, 403, "FORBIDDEN"),
        (404, 404, "NOT_FOUND"),
        (405, 405, "METHOD_NOT_ALLOWED"),
        (413, 413, "BAD_REQUEST"),
        (418, 400, "BAD_REQUEST"),
        (429, 429, "RATE_LIMITED"),
        (500, 500, "INTERNAL_ERROR"),
        (503, 503, "SERVICE_UNAVAILABLE"),
    ],
)
def test_a_page_of_an_inner_middleware_becomes_a_problem(status, reported, code):
    response = through(HttpResponse("<p>secret</p>", status=status))
    assert isinstance(response, HttpResponse)
    assert response.status_code == reported
    assert response["Content-Type"] == "application/problem+json"
    assert code.encode() in response.content
    assert b"secret" not in response.content


def test_what_else_the_page_said_is_kept():
    page = HttpResponse("<p>No</p>", status=405, headers={"Allow": "GET", "X-Frame-Options": "DENY"})
    page.set_cookie("csrftoken", "x")
    response = through(page)
    assert isinstance(response, HttpResponse)
    assert (response["Allow"], response["X-Frame-Options"]) == ("GET", "DENY")
    assert "csrftoken" in response.cookies


@pytest.mark.parametrize(
    ("error", "status"), [(Http404(), 404), (PermissionDenied(), 403), (RuntimeError(), 500)]
)
def test_what_a_view_did_not_answer_is_answered(error, status):
    middleware = ApiProblemsMiddleware(lambda request: HttpResponse())
    response = middleware.process_exception(RequestFactory().get("/api/x"), error)
    assert response is not None
    assert response.status_code == status


def test_a_wrong_host_is_a_problem(client):
    response = client.get("/api/x", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert response.json()["detail"] == "This service does not answer to this Host name."


def test_an_address_over_8_kib_is_414(client):
    response = client.get("/api/toyshop/prices/get/v1", {"toyName": "x" * 8192})
    assert response.status_code == 414
    assert response.json()["code"] == "BAD_REQUEST"


def test_an_address_of_8_kib_is_not(client):
    path = "/api/toyshop/prices/get/v1?toyName="
    assert client.get(path + "x" * (8192 - len(path))).status_code == 404
