"""The wall in the admin: its querysets are of everything, and show no more than staff may see."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from openbanking.access.confinement import ConfinedPages
from openbanking.walls.scope import seeing
from tests.openbanking.signin.signing_in import PASSWORD, signed_in
from tests.openbanking.walls.conftest import crossed

MODELS = [model for model in admin.site._registry if model._meta.app_label == "openbanking"]

pytestmark = pytest.mark.usefixtures("walled")


@pytest.fixture
def of_bobs_family(staff, families, monkeypatch):
    """Staff whose pages are told of Bob's family alone."""
    scope = seeing([families.bobs.pk])
    monkeypatch.setattr(ConfinedPages, "_scope", lambda self, request: scope)
    return staff


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
class TestEveryModel:
    def test_list_shows_nothing_of_another_family(self, of_bobs_family, families, model):
        page = of_bobs_family.get(address(model, "changelist"))
        assert page.status_code == 200
        assert crossed(families, page, sent="") == set()

    def test_filters_offer_and_find_nothing_of_another_family(self, of_bobs_family, families, model):
        page = of_bobs_family.get(address(model, "changelist"))
        for each in page.context["cl"].filter_specs:
            for choice in each.choices(page.context["cl"]):
                link = choice.get("query_string", "?")
                found = of_bobs_family.get(address(model, "changelist") + link)
                assert crossed(families, found, sent=link) == set()

    def test_row_of_another_family_does_not_exist(self, of_bobs_family, families, model):
        if model not in families.of_alice:
            pytest.skip("its rows are no family's")
        for key in families.of_alice[model]:
            page = of_bobs_family.get(address(model, "change", key))
            assert page.status_code in {302, 404}
            assert crossed(families, page, sent=str(key)) == set()

    def test_row_of_the_family_shows_itself_and_nothing_of_another(
        self, of_bobs_family, families, model
    ):
        if model not in families.of_bob:
            pytest.skip("its rows are no family's")
        (key, *_) = families.of_bob[model]
        page = of_bobs_family.get(address(model, "change", key))
        assert page.status_code == 200
        assert crossed(families, page, sent="") == set()


def test_what_staff_put_off_to_say_who_they_are_is_done(staff, families, charlie):
    signed_in(staff, ago=601)
    address_of_family = f"/admin/openbanking/tenant/{families.bobs.pk}/onboarding/"
    asked = staff.post(address_of_family, {"do": "add", "user": charlie.pk, "role": "viewer"})
    assert asked["Location"].startswith("/account/confirm/")
    staff.post("/account/confirm/", {"password": PASSWORD, "next": address_of_family})
    assert families.bobs.memberships.filter(user=charlie).exists()
