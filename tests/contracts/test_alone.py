"""Contracts stand alone: in a project that has nothing else of this repository."""

from __future__ import annotations

import sys
from importlib import import_module

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.urls import clear_url_caches, set_urlconf

from contracts.conf import contracts_settings, path_of


def test_nothing_else_of_this_repository_is_imported():
    foreign = {"openbanking", "config"} & {name.partition(".")[0] for name in sys.modules}
    assert foreign == set()


def test_every_setting_has_a_default(settings):
    del settings.CONTRACTS
    assert contracts_settings().prefix == "api/"


def test_setting_that_does_not_exist_is_named(settings):
    settings.CONTRACTS = {"PUBLIC": True}
    with pytest.raises(ImproperlyConfigured, match="PUBLIC"):
        contracts_settings()


class TestPrefix:
    """Operations may be served below any path."""

    @pytest.fixture(autouse=True)
    def prefix(self, settings, monkeypatch):
        names = ("contracts.urls", "tests.contracts.bare.urls")
        for name in names:
            import_module(name)  # so that there is something to go back to, whichever test is first
        for name in names:  # afterwards: one imports the other
            monkeypatch.delitem(sys.modules, name)
        settings.CONTRACTS = {**settings.CONTRACTS, "PREFIX": "operations/", "PUBLIC_DOCS": True}
        clear_url_caches()
        set_urlconf(None)
        yield
        clear_url_caches()

    def test_path_has_it(self):
        assert path_of("openapi.yaml") == "/operations/openapi.yaml"

    def test_operations_documents_and_pages_are_served_below_it(self, client, db):
        answer = client.get("/operations/toyshop/prices/get/v1", {"toyName": "marble"})
        assert answer.status_code == 200
        paths = client.get("/operations/openapi.json").json()["paths"]
        assert "/operations/toyshop/prices/get/v1.2.0" in paths
        page = client.get("/contracts/toyshop.prices.get/v1.2.0/").content.decode()
        assert "/operations/toyshop/prices/get" in page
        assert "/api/" not in page

    def test_unknown_address_below_it_is_a_problem(self, client, db):
        answer = client.get("/operations/nothing/here")
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
