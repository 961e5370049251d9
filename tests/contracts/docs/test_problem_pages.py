"""The pages that the types of problem documents lead to."""

from __future__ import annotations

import pytest

from contracts.problems import Problem, kinds_by_slug


@pytest.mark.parametrize("kind", kinds_by_slug().values(), ids=kinds_by_slug())
def test_type_of_a_problem_leads_to_its_page_whoever_asks(client, kind):
    page = client.get(kind.type_uri())
    assert page.status_code == 200
    assert kind.title in page.content.decode()


def test_every_kind_is_listed_with_its_page(client):
    page = client.get("/contracts/problems/").content.decode()
    assert all(kind.type_uri() in page for kind in kinds_by_slug().values())


def test_unknown_kind_has_no_page(client):
    assert client.get("/contracts/problems/bad-weather/").status_code == 404


def test_document_names_its_kind(client, db):
    problem = client.get("/api/toyshop/prices/get/v1", {"toyName": "ghost"}).json()
    assert problem["type"] == "/contracts/problems/not-found/"


def test_kind_without_an_address_of_its_own_has_its_parents():
    assert {kind.slug for kind in Problem.__subclasses__()} <= kinds_by_slug().keys()


@pytest.mark.parametrize("kind", kinds_by_slug().values(), ids=kinds_by_slug())
def test_every_kind_says_what_it_means(kind):
    assert kind.__doc__
