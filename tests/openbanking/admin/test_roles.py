"""What the roles of the staff may do: all of it decided, and none of it beyond what is declared."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.management import call_command

from openbanking.access.roles import RIGHTS, Role, permissions_of
from openbanking.models import Connection, QuarantinedReading, User
from tests import factories
from tests.keeping import copied
from tests.openbanking.admin.test_actions import act
from tests.openbanking.admin.test_every_page import OURS, address

# Kept by a library for its own use; no role is given anything of it.
FOREIGN = {"procrastinate"}


alice = copied("alice")
alices = copied("alices")
furnished = copied("account")


def sign_in(client, role, **columns):
    user = factories.make_user(role.lower(), is_staff=True, **columns)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def may(role, right, model):
    return right in RIGHTS[model._meta.label_lower][list(Role).index(role)]


def test_every_model_is_decided_for_every_role():
    ours = {model._meta.label_lower for model in apps.get_app_config("openbanking").get_models()}
    shown = {
        each._meta.label_lower for each in admin.site._registry if each._meta.app_label not in FOREIGN
    }
    assert ours | shown == set(RIGHTS), "decide in openbanking/access/roles.py"


@pytest.mark.parametrize("role", Role)
def test_group_of_a_role_has_what_is_declared(db, role):
    held = Group.objects.get(name=role).permissions.values_list("content_type__app_label", "codename")
    assert set(held) == set(permissions_of(role))


@pytest.mark.parametrize(
    ("lesser", "greater"), [(Role.VIEWER, Role.OPERATOR), (Role.OPERATOR, Role.ADMINISTRATOR)]
)
def test_role_may_what_the_one_before_it_may(lesser, greater):
    assert set(permissions_of(lesser)) < set(permissions_of(greater))


def test_role_that_was_altered_is_put_right_by_the_next_migration(db):
    Group.objects.get(name=Role.OPERATOR).permissions.clear()
    call_command("migrate", verbosity=0)
    held = Group.objects.get(name=Role.OPERATOR).permissions.values_list(
        "content_type__app_label", "codename"
    )
    assert set(held) == set(permissions_of(Role.OPERATOR))


@pytest.mark.parametrize("model", OURS)
@pytest.mark.parametrize("role", Role)
class TestPages:
    def test_list_and_row_are_shown_where_declared(self, client, furnished, role, model):
        sign_in(client, role)
        expected = 200 if may(role, "view", model) else 403
        assert client.get(address(model, "changelist")).status_code == expected
        row = model.objects.first()
        assert client.get(address(model, "change", row.pk)).status_code == expected

    def test_row_is_not_deleted_beyond_what_is_declared(self, client, furnished, role, model):
        sign_in(client, role)
        row = model.objects.first()
        answer = client.post(address(model, "delete", row.pk), {"post": "yes"})
        assert model.objects.filter(pk=row.pk).exists() or may(role, "delete", model), answer


@pytest.mark.parametrize("model", OURS)
def test_viewer_is_offered_no_action(client, furnished, model):
    sign_in(client, Role.VIEWER)
    page = client.get(address(model, "changelist"))
    if page.status_code == 200:
        form = page.context["action_form"]
        assert not form or [name for name, _ in form.fields["action"].choices if name] == []


def test_viewer_who_acts_all_the_same_changes_nothing(client, furnished):
    sign_in(client, Role.VIEWER)
    reading = QuarantinedReading.objects.get()
    act(client, "quarantinedreading", "approve", reading)
    reading.refresh_from_db()
    assert reading.decision == QuarantinedReading.Decision.WAITING


def test_operator_decides(client, furnished):
    sign_in(client, Role.OPERATOR)
    reading = QuarantinedReading.objects.get()
    act(client, "quarantinedreading", "reject", reading)
    reading.refresh_from_db()
    assert reading.decision == QuarantinedReading.Decision.REJECTED


def test_operator_is_shown_no_credentials_in_the_menu(client, furnished):
    sign_in(client, Role.OPERATOR)
    text = client.get("/admin/").content.decode()
    assert "/admin/openbanking/connection/" in text
    for hidden in ("powensapplication", "apitoken", "powensuser"):
        assert f"/admin/openbanking/{hidden}/" not in text


def test_nobody_who_only_looks_is_shown_the_digest_of_a_password(client, alice, furnished):
    sign_in(client, Role.OPERATOR)
    text = client.get(address(User, "change", alice.pk)).content.decode()
    assert "alice" in text
    assert alice.password[:12] not in text


class TestAdministrator:
    def save(self, client, user, **given):
        return client.post(
            address(User, "change", user.pk),
            {
                "username": user.username,
                "is_active": "on",
                "memberships-TOTAL_FORMS": "0",
                "memberships-INITIAL_FORMS": "0",
                "last_login_0": "",
                "last_login_1": "",
                "date_joined_0": "2026-01-01",
                "date_joined_1": "00:00:00",
                **given,
            },
        )

    def test_gives_somebody_a_role(self, client, charlie):
        sign_in(client, Role.ADMINISTRATOR)
        viewer = Group.objects.get(name=Role.VIEWER)
        assert self.save(client, charlie, is_staff="on", groups=viewer.pk).status_code == 302
        charlie.refresh_from_db()
        assert (charlie.is_staff, list(charlie.groups.all())) == (True, [viewer])

    def test_limits_somebody_to_a_family(self, client, charlie, alices):
        sign_in(client, Role.ADMINISTRATOR)
        assert self.save(client, charlie, is_limited="on", works_for=str(alices.pk)).status_code == 302
        charlie.refresh_from_db()
        assert (charlie.is_limited, list(charlie.works_for.all())) == (True, [alices])

    def test_makes_nobody_a_superuser(self, client, charlie):
        me = sign_in(client, Role.ADMINISTRATOR)
        for user in (charlie, me):
            self.save(client, user, is_staff="on", is_superuser="on")
            user.refresh_from_db()
            assert not user.is_superuser

    def test_does_not_touch_a_superuser(self, client, db):
        root = factories.make_user("root", is_staff=True, is_superuser=True)
        sign_in(client, Role.ADMINISTRATOR)
        assert self.save(client, root, first_name="Changed").status_code == 403
        assert client.get(f"/admin/openbanking/user/{root.pk}/password/").status_code == 403


def test_somebody_on_the_staff_without_a_role_sees_nothing(client, furnished):
    client.force_login(factories.make_user("nobody", is_staff=True))
    assert client.get(address(Connection, "changelist")).status_code == 403
