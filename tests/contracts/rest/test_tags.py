"""Answers that the caller has already: ETag and If-None-Match."""

from __future__ import annotations

import pytest

PRICE = "/api/toyshop/prices/get/v1.2.0"

pytestmark = pytest.mark.django_db


def test_known_answer_is_not_sent_again(client):
    tag = client.get(PRICE, {"toyName": "robot"})["ETag"]
    again = client.get(PRICE, {"toyName": "robot"}, headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", f"W/{tag}")


def test_304_has_no_headers_of_a_body(client):
    """Caches would put them on the answer they keep (RFC 9111, 3.2)."""
    tag = client.get(PRICE, {"toyName": "robot"})["ETag"]
    again = client.get(PRICE, {"toyName": "robot"}, headers={"If-None-Match": tag})
    assert not {"Content-Type", "Content-Length"} & set(again.headers)


def test_other_answer_has_another_tag(client):
    tags = {client.get(PRICE, {"toyName": toy})["ETag"] for toy in ("robot", "marble")}
    assert len(tags) == 2


def test_answers_are_private_and_revalidated(client):
    assert client.get(PRICE, {"toyName": "robot"})["Cache-Control"] == "private, no-cache"
