from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions

from contracts import problems
from contracts.problems import Conflict, Invalid, Issue, NotFound, RateLimited
from contracts.problems.exceptions import problem_of
from contracts.problems.json_schema import CATEGORIES, CODES, PROBLEM_SCHEMA

KINDS = [
    each
    for each in vars(problems).values()
    if isinstance(each, type) and issubclass(each, problems.Problem)
]


def test_every_code_of_the_contract_has_its_problem():
    assert CODES == [
        "BAD_GATEWAY",
        "BAD_REQUEST",
        "CONFLICT",
        "FORBIDDEN",
        "GONE",
        "INTERNAL_ERROR",
        "METHOD_NOT_ALLOWED",
        "NOT_FOUND",
        "NOT_IMPLEMENTED",
        "PRECONDITION_FAILED",
        "RATE_LIMITED",
        "SERVICE_UNAVAILABLE",
        "TIMEOUT",
        "UNAUTHENTICATED",
        "VALIDATION_FAILED",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_problem_keeps_to_its_schema(kind):
    assert kind.category in CATEGORIES
    assert kind.severity in PROBLEM_SCHEMA["properties"]["severity"]["enum"]
    assert 400 <= kind.status < 600


def test_members_come_in_a_fixed_order():
    body = RateLimited(
        "Come back later.", retry_after=30, issues=[Issue("a", "B", "c")], args={"limit": 5}
    ).body(instance="/api/x", trace_id="1", operation={"key": "a.b.c"})
    assert list(body) == [
        *("type", "title", "status", "code", "detail", "instance", "category", "severity"),
        *("retryable", "retryAfter", "traceId", "operation", "issues", "args"),
    ]


def test_members_without_a_value_are_left_out():
    body = NotFound("Nothing there.").body(instance="/api/x", trace_id="1")
    assert body.keys().isdisjoint({"retryAfter", "operation", "issues", "args"})


def test_one_refusal_may_differ_from_its_kind():
    busy = Conflict("It runs.", retryable=True, retry_after=1, category="integration")
    assert (busy.retryable, busy.category) == (True, "integration")
    assert (Conflict.retryable, Conflict.category) == (False, "conflict")


def test_an_invalid_field_is_named_in_the_detail():
    problem = Invalid.at("tenantId", "Name one.")
    assert problem.detail == "Fix tenantId and send it again; the issues say how."
    assert problem.issues == (Issue("tenantId", "INVALID", "Name one."),)


def test_nested_errors_become_issues_with_wire_paths():
    problem = Invalid.from_errors(
        {
            "balanceTypes": {1: [exceptions.ErrorDetail("Send text.", code="invalid")]},
            "non_field_errors": [exceptions.ErrorDetail("Send an object.", code="invalid")],
        }
    )
    assert problem.issues == (
        Issue("balanceTypes.1", "INVALID", "Send text."),
        Issue("", "INVALID", "Send an object."),
    )


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound("Nothing there."), 404, "NOT_FOUND"),
        (Http404(), 404, "NOT_FOUND"),
        (PermissionDenied(), 403, "FORBIDDEN"),
        (RequestDataTooBig(), 413, "BAD_REQUEST"),
        (SuspiciousOperation(), 400, "BAD_REQUEST"),
        (exceptions.ValidationError({"a": ["b"]}), 400, "VALIDATION_FAILED"),
        (exceptions.ParseError(), 400, "BAD_REQUEST"),
        (exceptions.AuthenticationFailed(), 401, "UNAUTHENTICATED"),
        (exceptions.NotAuthenticated(), 401, "UNAUTHENTICATED"),
        (exceptions.PermissionDenied(), 403, "FORBIDDEN"),
        (exceptions.NotFound(), 404, "NOT_FOUND"),
        (exceptions.MethodNotAllowed("PUT"), 405, "METHOD_NOT_ALLOWED"),
        (exceptions.NotAcceptable(), 406, "BAD_REQUEST"),
        (exceptions.UnsupportedMediaType("text/csv"), 415, "BAD_REQUEST"),
        (exceptions.Throttled(), 429, "RATE_LIMITED"),
    ],
)
def test_refusals_of_django_and_drf_are_understood(error, status, code):
    problem = problem_of(error)
    assert problem is not None
    assert (problem.status, problem.code) == (status, code)


def test_throttling_says_when_to_come_back():
    problem = problem_of(exceptions.Throttled(wait=2.1))
    assert problem is not None
    assert problem.retry_after == 3


@pytest.mark.parametrize("error", [RuntimeError(), exceptions.APIException(), ValueError()])
def test_a_fault_is_no_refusal(error):
    assert problem_of(error) is None


@pytest.mark.parametrize("kind", [Http404, SuspiciousOperation, PermissionDenied])
def test_words_of_the_inside_are_not_passed_on(kind):
    problem = problem_of(kind("row 42 of a table"))
    assert problem is not None
    assert "row 42" not in problem.detail
