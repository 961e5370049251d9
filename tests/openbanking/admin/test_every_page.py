"""What holds for every page of the admin: a new model is covered the day it is registered."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.db.models import IntegerField
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openbanking.admin.readonly import MirrorAdmin
from tests import factories
from tests.keeping import copied
from tests.openbanking.admin.conftest import SECRET, TOKEN, furnish

OURS = [model for model in admin.site._registry if model._meta.app_label == "openbanking"]
MIRRORED = [model for model in OURS if isinstance(admin.site._registry[model], MirrorAdmin)]


alice = copied("alice")
furnished = copied("account")


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", OURS)
class TestEveryModel:
    def test_list_shows_its_rows(self, staff, furnished, model):
        page = staff.get(address(model, "changelist"))
        assert page.status_code == 200
        assert page.context["cl"].result_list

    def test_row_shows_itself(self, staff, furnished, model):
        row = model.objects.first()
        assert staff.get(address(model, "change", row.pk)).status_code == 200

    def test_no_page_shows_a_secret(self, staff, furnished, model):
        pages = [address(model, "changelist"), address(model, "change", model.objects.first().pk)]
        for page in pages:
            text = staff.get(page).content.decode()
            for secret in (TOKEN, SECRET, "gAAAA"):
                assert secret not in text

    def test_search_finds_and_does_not_break(self, staff, furnished, model):
        if not admin.site._registry[model].search_fields:
            pytest.skip("there is nothing to search it by")
        for term in ("0189", "Current", "alices", "'; --", "\x00", "100%"):
            assert staff.get(address(model, "changelist"), {"q": term}).status_code == 200

    def test_every_filter_works(self, staff, furnished, model):
        page = staff.get(address(model, "changelist"))
        for each in page.context["cl"].filter_specs:
            for choice in each.choices(page.context["cl"]):
                link = choice.get("query_string", "?")
                assert staff.get(address(model, "changelist") + link).status_code == 200

    def test_list_costs_the_same_however_many_rows(self, staff, furnished, model, batch):
        with CaptureQueriesContext(connection) as few:
            staff.get(address(model, "changelist"))
        for number in range(5):
            user = member(number)
            furnish(factories.make_tenant(f"family-{number}", user), user)
        with CaptureQueriesContext(connection) as many:
            staff.get(address(model, "changelist"))
        assert len(many) <= len(few) + 1, sorted(
            each["sql"].partition(" FROM ")[2][:120] for each in many
        )
        assert len(many) <= 15

    def test_members_do_not_get_in(self, client, alice, furnished, model):
        client.force_login(alice)
        assert client.get(address(model, "changelist")).status_code == 302


def member(number):
    return factories.make_user(f"member-{number}")


@pytest.mark.parametrize("model", MIRRORED)
class TestEveryMirror:
    def test_nothing_is_added(self, staff, furnished, model):
        assert staff.get(address(model, "add")).status_code == 403

    def test_nothing_from_powens_is_changed(self, staff, furnished, model):
        row, key = model.objects.values().first(), model._meta.pk.attname
        ours = {*getattr(model, "CORRECTIONS", ()), "updated_at"}
        wrong = dict.fromkeys(row, "1")
        staff.post(address(model, "change", row[key]), wrong)
        now = model.objects.values().get(pk=row[key])
        assert {name for name in row if row[name] != now[name]} <= ours

    def test_nothing_is_deleted(self, staff, furnished, model):
        row = model.objects.first()
        assert staff.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        assert model.objects.filter(pk=row.pk).exists()


def test_everything_from_powens_is_mirrored():
    assert {model.__name__ for model in MIRRORED} >= {
        *("Institution", "Connection", "Account", "Balance", "BalanceReading", "Transaction"),
        *("SyncRun", "SyncOutcome", "PowensUser"),
        *("Holding", "HoldingReading", "HoldingValue", "Pocket", "MarketOrder", "LoanPayment"),
        "AccountOwner",
    }


def test_stranger_is_sent_to_the_login(db):
    answer = Client().get("/admin/")
    assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)


# What tells somebody who has it more than a page says.
KEPT_BACK = {
    "openbanking.AlertEndpoint": "url",
    "openbanking.ApiToken": "digest",
    "openbanking.PowensApplication": "client_secret",
    "openbanking.PowensUser": "token",
    "openbanking.User": "password",
    "openbanking.WebviewSession": "state_digest",
    "oauth2_provider.Application": "client_secret",
}


@pytest.mark.parametrize(("label", "column"), KEPT_BACK.items())
def test_what_is_not_shown_is_not_guessed_letter_by_letter(staff, furnished, label, column):
    page = address(apps.get_model(label), "changelist")
    for lookup in ("", "__startswith", "__gte", "__regex"):
        assert staff.get(page, {f"{column}{lookup}": "a"}).status_code == 400


@pytest.mark.parametrize("model", OURS)
def test_filter_by_what_no_column_holds_is_no_fault(staff, furnished, model):
    number = next((each for each in model._meta.concrete_fields if isinstance(each, IntegerField)), None)
    page = address(model, "changelist")
    assert staff.get(page, {"q": "\x00"}).status_code == 200
    assert staff.get(page, {f"{model._meta.pk.name}__startswith": "\x00"}).status_code == 400
    if number is not None:
        assert staff.get(page, {f"{number.name}__in": "9" * 400}).status_code in (200, 302)


def test_autocomplete_takes_any_term(staff, furnished):
    asked = {"app_label": "openbanking", "model_name": "apitoken", "field_name": "user"}
    assert staff.get("/admin/autocomplete/", {**asked, "term": "\x00"}).status_code == 200
