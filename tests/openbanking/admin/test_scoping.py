"""Somebody on the staff who works for one family sees nothing of another one, wherever they look."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.test import Client, RequestFactory

from contracts import Caller, problems, registry
from openbanking.access.roles import Role
from openbanking.access.tenancy import resolve_tenancy
from openbanking.admin.scoping import Scoped
from openbanking.models import QuarantinedReading, SyncRun, Tenant, User
from tests import factories
from tests.openbanking.admin.conftest import furnish
from tests.openbanking.admin.test_actions import act
from tests.openbanking.admin.test_every_page import OURS, address

ADMINS: dict[Any, Any] = {model: admin.site._registry[model] for model in OURS}
APART = [model for model in OURS if ADMINS[model].tenant_path]
SYNC = registry["openbanking.accounts.sync"]


@pytest.fixture
def limited(furnished, alices) -> User:
    """Somebody who may do everything, for Alice's family alone."""
    user = factories.make_user("limited", is_staff=True, is_limited=True)
    user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    user.works_for.add(alices)
    return user


@pytest.fixture
def theirs(limited) -> dict[Any, set[str]]:
    """The rows of a family the person does not work for, by model."""
    before = {model: ids_of(model) for model in APART}
    stranger = factories.make_user("zephyr-person")
    furnish(factories.make_tenant("zephyr-family", stranger), stranger)
    return {model: ids_of(model) - before[model] for model in APART}


def ids_of(model) -> set[str]:
    return {str(pk) for pk in model.objects.values_list("pk", flat=True)}


@pytest.fixture
def page(client: Client, limited: User, theirs):
    """Read a page and check that nothing on it is of the other family."""
    client.force_login(limited)

    def read(path, query=None):
        answer = client.get(path, query or {})
        text = answer.content.decode()
        assert query or "zephyr" not in text.lower()
        ids = {pk for ids in theirs.values() for pk in ids if len(pk) > 8 and pk not in path}
        assert not [pk for pk in ids if pk in text]
        return answer

    return read


def request_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


@pytest.mark.parametrize(
    "model", [each for each in admin.site._registry if each in ADMINS or each._meta.app_label == "admin"]
)
def test_every_list_says_how_its_rows_belong_to_a_family(model):
    model_admin = admin.site._registry[model]
    for each in (model_admin, *model_admin.inlines):
        assert issubclass(each if isinstance(each, type) else type(each), Scoped)
        assert sum(map(bool, (each.tenant_path, each.shared, each.unlimited_only))) == 1


@pytest.mark.parametrize("model", APART)
class TestEveryModel:
    def test_rows_of_the_other_family_are_there(self, theirs, model):
        assert theirs[model]

    def test_list_shows_their_own_rows_alone(self, page, theirs, model):
        listed = page(address(model, "changelist"))
        found = {str(row.pk) for row in listed.context["cl"].result_list}
        assert found
        assert not found & theirs[model]

    def test_search_finds_nothing_of_the_other(self, page, theirs, model):
        for term in ("zephyr", "Zephyr-Family", "zephyr-person", "0189", "Current"):
            listed = page(address(model, "changelist"), {"q": term})
            assert not {str(row.pk) for row in listed.context["cl"].result_list} & theirs[model]

    def test_filters_offer_nothing_of_the_other(self, page, model):
        listed = page(address(model, "changelist"))
        for each in listed.context["cl"].filter_specs:
            for choice in each.choices(listed.context["cl"]):
                page(address(model, "changelist") + choice.get("query_string", "?"))

    def test_page_of_one_of_theirs_is_shown(self, page, limited, theirs, model):
        row = model.objects.exclude(pk__in=theirs[model]).exclude(pk=limited.pk).order_by("pk").first()
        assert page(address(model, "change", row.pk)).status_code == 200
        assert page(address(model, "history", row.pk)).status_code == 200

    @pytest.mark.parametrize("name", ["change", "history", "delete"])
    def test_row_of_the_other_looks_like_one_that_is_not_there(self, page, theirs, model, name):
        pk = min(theirs[model])
        gone = "0" * len(pk) if pk.isdigit() else "00000000-0000-7000-8000-000000000000"
        answers = [page(address(model, name, each)) for each in (pk, gone)]
        assert answers[0].status_code == answers[1].status_code
        assert answers[0].status_code in (403, 404)
        assert name == "delete" or answers[0].status_code == 404

    def test_forms_offer_nothing_of_the_other(self, limited, theirs, model):
        request = request_of(limited)
        model_admin = ADMINS[model]
        row = model_admin.get_queryset(request).first()
        forms = []
        if model_admin.has_change_permission(request, row):
            forms.append(model_admin.get_form(request, row, change=True))
        if model_admin.has_add_permission(request):
            forms.append(model_admin.get_form(request))
        forms += [each.form for each, _ in model_admin.get_formsets_with_inlines(request, row)]
        for form in forms:
            for field in form.base_fields.values():
                offered: Any = getattr(field, "queryset", None)
                if offered is not None and offered.model in theirs:
                    assert not {str(row.pk) for row in offered} & theirs[offered.model]

    def test_autocompletes_offer_nothing_of_the_other(self, client, limited, theirs, model):
        client.force_login(limited)
        for each in (ADMINS[model], *ADMINS[model].inlines):
            for name in each.autocomplete_fields:
                related = each.model._meta.get_field(name).remote_field.model
                given = {
                    "app_label": "openbanking",
                    "model_name": each.model._meta.model_name,
                    "field_name": name,
                }
                answer = client.get("/admin/autocomplete/", given).json()
                assert answer["results"]
                assert not {row["id"] for row in answer["results"]} & theirs[related]

    def test_actions_leave_the_other_alone(self, client, limited, theirs, model):
        client.force_login(limited)
        rows = model.objects.filter(pk__in=theirs[model])
        before = list(rows.order_by("pk").values())
        for name in ADMINS[model].get_actions(request_of(limited)):
            act(client, model._meta.model_name, name, *rows)
        assert list(rows.order_by("pk").values()) == before

    def test_buttons_of_a_page_are_not_there_for_the_other(self, page, limited, theirs, model):
        for each in ADMINS[model].get_actions_detail(request_of(limited), None):
            path = address(model, "change", min(theirs[model])).replace(
                "/change/", f"/{each.path.strip('/')}/"
            )
            assert page(path).status_code == 404


def test_somebody_limited_to_no_family_sees_none(client, furnished):
    user = factories.make_user("limited", is_staff=True, is_superuser=True, is_limited=True)
    client.force_login(user)
    for model in APART:
        assert not client.get(address(model, "changelist")).context["cl"].result_list


def test_limit_does_not_fall_with_the_last_family(client, limited, alices, bobs):
    alices.powens_users.all().delete()
    alices.delete()
    client.force_login(limited)
    assert not client.get(address(Tenant, "changelist")).context["cl"].result_list


def test_first_page_shows_nothing_of_the_other(page):
    assert page("/admin/").status_code == 200


def test_run_of_several_families_shows_the_outcomes_of_theirs(page, alices):
    run = factories.make_run()
    for tenant in Tenant.objects.all():
        factories.make_outcome(run, tenant.connections.get())
    story = page(address(SyncRun, "change", run.pk)).context["story"]
    assert [row[1] for row in story["outcomes"]["rows"]] == [alices.name]
    assert story["connections"] == 1


def test_member_of_both_families_is_shown_as_a_member_of_theirs(page, alice):
    Tenant.objects.get(slug="zephyr-family").memberships.create(user=alice)
    assert page(address(User, "change", alice.pk)).status_code == 200


def test_people_are_managed_by_those_who_see_every_family(client, limited, alice):
    client.force_login(limited)
    assert client.get(address(User, "add")).status_code == 403
    assert client.post(address(User, "change", limited.pk), {"is_limited": ""}).status_code in (403, 404)
    assert client.post(address(User, "change", alice.pk), {"username": "changed"}).status_code == 403


def test_log_of_all_families_is_for_those_who_see_every_family(client, limited):
    client.force_login(limited)
    assert client.get("/admin/admin/logentry/").status_code == 403


def test_operation_for_admins_is_refused_beyond_their_families(limited, theirs):
    alices, other = Tenant.objects.get(slug="alices"), Tenant.objects.get(slug="zephyr-family")
    assert resolve_tenancy(SYNC, Caller(limited), alices.pk).is_admin
    with pytest.raises(problems.NotFound):
        resolve_tenancy(SYNC, Caller(limited), other.pk)


def test_metrics_of_all_families_are_for_those_who_see_every_family(client, limited):
    client.force_login(limited)
    assert client.get("/metrics").status_code == 403


def test_action_on_one_of_theirs_is_done(client, limited, theirs):
    client.force_login(limited)
    reading = QuarantinedReading.objects.get(account__tenant__slug="alices")
    act(client, "quarantinedreading", "reject", reading)
    reading.refresh_from_db()
    assert reading.decision == QuarantinedReading.Decision.REJECTED
