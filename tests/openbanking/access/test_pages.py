"""Pages for sessions and tokens alike refuse as operations do: with problem documents (RFC 9457)."""

from __future__ import annotations

import pytest

from openbanking.operations.examples import ID
from tests import factories

PAGES = ["/metrics", f"/overviews/{ID}.md", f"/overviews/{ID}.json"]


@pytest.fixture
def by_token(alice):
    return {"Authorization": f"Bearer {factories.make_token(alice)}"}


def refusal(response):
    """Return the status and the code of a problem document, which is all that is answered."""
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["detail"]
    return problem["status"], problem["code"]


@pytest.mark.parametrize("page", PAGES)
def test_stranger_is_told_how_to_sign_in(client, db, page):
    response = client.get(page)
    assert refusal(response) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"].startswith('Bearer realm="api"')
    assert "Authorization: Bearer <token>" in response.json()["detail"]


@pytest.mark.parametrize("page", PAGES)
def test_token_that_opens_nothing_is_refused_like_a_stranger(client, db, page):
    response = client.get(page, headers={"Authorization": "Bearer obt_nothing"})
    assert refusal(response) == (401, "UNAUTHENTICATED")
    assert response["WWW-Authenticate"].startswith('Bearer realm="api"')


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_pages_are_read_only_for_everybody(client, db, by_token, page, method):
    for headers in (None, by_token):
        response = getattr(client, method)(page, headers=headers)
        assert refusal(response) == (405, "METHOD_NOT_ALLOWED")
        assert response["Allow"] == "GET, HEAD"


def test_metrics_are_refused_to_who_is_not_staff(client, by_token):
    response = client.get("/metrics", headers=by_token)
    assert refusal(response) == (403, "FORBIDDEN")
    assert "for staff" in response.json()["detail"]


@pytest.mark.parametrize("page", PAGES[1:])
def test_overview_that_does_not_exist_is_a_problem(client, by_token, page):
    assert refusal(client.get(page, headers=by_token)) == (404, "NOT_FOUND")


@pytest.mark.parametrize("page", PAGES)
def test_refusal_without_a_body_keeps_its_headers(client, db, page):
    response = client.head(page)
    assert (response.status_code, response.content) == (401, b"")
    assert response["WWW-Authenticate"].startswith('Bearer realm="api"')


def test_any_form_may_be_asked_for(client, by_token):
    headers = by_token | {"Accept": "image/png"}
    assert refusal(client.get("/metrics", headers=headers)) == (403, "FORBIDDEN")
