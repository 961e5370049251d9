"""Two majors side by side, deprecation reported, and answers a caller has already."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.contracts.toyshop.operations import PRICE_LIST

OLD = "/api/toyshop/prices/list/v1"
NEW = "/api/toyshop/prices/list/v2"


@pytest.fixture
def client(charlie):
    client = Client()
    client.force_login(charlie)
    return client


def test_majors_answer_side_by_side(client):
    assert "unitPrice" in client.get(OLD, {"toyName": "robot"}).json()
    assert client.get(NEW).json() == {"edition": 1}


def test_deprecated_one_says_since_when_until_when_and_what_follows(client):
    response = client.get(OLD, {"toyName": "robot"})
    assert response["Deprecation"] == "@1767225600"
    assert response["Sunset"] == "Thu, 31 Dec 2026 00:00:00 GMT"
    assert response["Link"] == '</api/toyshop/prices/list/v2.0.0>; rel="successor-version"'
    assert response["Contract-Stability"] == "deprecated"


def test_refusal_of_a_deprecated_one_says_so_too(client):
    assert "Deprecation" in client.get(OLD)


def test_present_one_says_nothing_of_it(client):
    response = client.get(NEW)
    assert not {"Deprecation", "Sunset", "Link"} & set(response.headers)


def test_answer_the_caller_has_is_not_built(client):
    tag = client.get(NEW)["ETag"]
    built = PRICE_LIST["built"]
    response = client.get(NEW, headers={"If-None-Match": tag})
    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)
    assert PRICE_LIST["built"] == built


def test_answer_is_built_again_once_its_data_changed(client):
    tag = client.get(NEW)["ETag"]
    PRICE_LIST["edition"] += 1
    response = client.get(NEW, headers={"If-None-Match": tag})
    assert (response.status_code, response.json()) == (200, {"edition": 2})


def test_weak_tags_and_lists_of_tags_are_understood(client):
    tag = client.get(NEW)["ETag"]
    assert client.get(NEW, headers={"If-None-Match": f'"x", W/{tag}'}).status_code == 304


def test_stranger_learns_nothing_from_a_tag(client):
    tag = client.get(NEW)["ETag"]
    assert Client().get(NEW, headers={"If-None-Match": tag}).status_code == 401
