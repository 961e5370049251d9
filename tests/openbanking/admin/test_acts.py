"""Over the admin: every action asks first, runs as an operation, says what happened, leaves a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.test import RequestFactory

from contracts import registry
from contracts.execution.signals import operation_finished
from openbanking.access.roles import NEEDED, Role
from openbanking.admin.acts import Acting, StaffAct
from openbanking.admin.acts.commands import STAFF
from openbanking.admin.acts.members import MAY_BE_ASKED
from openbanking.jobs import has_queue
from openbanking.models import (
    AlertRule,
    AuditEntry,
    PowensUser,
    Tenant,
    User,
)
from tests import factories
from tests.openbanking.admin.rows_for_acts import ROWS, Fixtures
from tests.openbanking.admin.test_actions import act as confirm
from tests.openbanking.admin.test_actions import ask, press

# What is no act: it changes nothing of anybody's, or asks by itself.
HARMLESS = {
    "choose_columns": "Arranges a list for whoever looks.",
    "come_on_board": "Leads to a page.",
    "import_statement": "Shows a form, and writes down what is sent with it.",
    "delete_selected": "Django's own: asks by itself, and leaves an entry for each row.",
}

ACTS = [
    (model, each)
    for model, model_admin in admin.site._registry.items()
    if isinstance(model_admin, Acting)
    for each in model_admin.acts
]
OF_LISTS = [(model, each) for model, each in ACTS if each.in_list]
OF_PAGES = [(model, each) for model, each in ACTS if each.on_page]


def path_of(model: Any) -> str:
    return f"{model._meta.app_label}/{model._meta.model_name}"


def named(value: Any) -> str | None:
    return value.name if isinstance(value, StaffAct) else getattr(value, "__name__", None)


@pytest.fixture
def row(request: Fixtures) -> Callable[[Any, StaffAct], Any]:
    """Return a row that an act fits."""
    return lambda model, act: ROWS[f"{model._meta.model_name}.{act.name}"](request)


@pytest.fixture
def ran() -> Iterator[list[str]]:
    """The keys of the operations that ran through the runner."""
    keys: list[str] = []

    def hear(sender: Any, operation: Any, **kwargs: Any) -> None:
        keys.append(operation.meta.key)

    operation_finished.connect(hear)
    yield keys
    operation_finished.disconnect(hear)


def history_of(row: Any) -> list[LogEntry]:
    of = ContentType.objects.get_for_model(row)
    return list(LogEntry.objects.filter(content_type=of, object_id=str(row.pk)))


def traced(row: Any, act: StaffAct) -> bool:
    """Tell whether the history of a row, and of what else it concerns, says who did something."""
    (entry,) = history_of(row)
    assert (entry.action_flag == DELETION) is act.deletes
    assert entry.user.username == "root"
    assert entry.get_change_message().endswith(".")
    return all(history_of(each) for each in act.concerns(row))


def everything_offered(model: Any) -> set[str]:
    """Return the names of all actions and buttons of a model's pages."""
    request = RequestFactory().get("/")
    request.user = User(is_staff=True, is_superuser=True, is_active=True)
    model_admin: Any = admin.site._registry[model]
    found = set(model_admin.get_actions(request))
    for place in ("list", "detail", "row", "submit_line"):
        names = getattr(model_admin, f"actions_{place}", ())
        extract = getattr(model_admin, "_extract_action_names", list)
        found |= set(extract(names))
    return found


@pytest.mark.parametrize("model", admin.site._registry, ids=named)
def test_every_action_is_an_act_or_harmless(model: Any) -> None:
    acts = {name for of, each in ACTS if of is model for name in (each.name, each.button)}
    assert everything_offered(model) - acts <= HARMLESS.keys()


def test_every_act_is_tried_here() -> None:
    queued = set() if has_queue() else {each for each in ROWS if each.startswith("procrastinatejob.")}
    assert ROWS.keys() - queued == {f"{model._meta.model_name}.{each.name}" for model, each in ACTS}


def test_every_act_runs_an_operation_and_every_command_of_the_staff_is_an_act() -> None:
    keys = {each.operation for _, each in ACTS}
    commands = {each.meta.key for each in STAFF}
    assert keys - commands == {"openbanking.accounts.sync"}
    # Reading a family for the first time is part of syncing it; members have a page of their own.
    of_members = {each.key for each in MAY_BE_ASKED.values()}
    assert commands - keys == {"staff.families.read", *of_members}
    queued = set() if has_queue() else {each for each in NEEDED if each.startswith("staff.jobs.")}
    assert NEEDED.keys() - queued <= commands


def test_commands_of_the_staff_are_promised_to_nobody() -> None:
    assert not {each.meta.key for each in STAFF} & {each.meta.key for each in registry}


@pytest.mark.parametrize(("model", "act"), OF_LISTS, ids=named)
class TestLists:
    def test_question_says_how_many_and_which_and_nothing_is_done(
        self, staff: Any, row: Any, model: Any, act: StaffAct, ran: list[str]
    ) -> None:
        chosen = row(model, act)
        before = model.objects.values().get(pk=chosen.pk)
        ran.clear()
        page = ask(staff, path_of(model), act.name, chosen)
        assert page.context["question"] == f"{act.asked_of(model, 1)}?"
        assert "1 " in page.context["question"]
        assert page.context["keys"] == [chosen.pk]
        text = page.content.decode()
        assert f"/admin/{path_of(model)}/{chosen.pk}/change/" in text
        assert model.objects.values().get(pk=chosen.pk) == before
        assert (ran, history_of(chosen)) == ([], [])

    def test_yes_does_it_by_its_operation_says_so_and_leaves_a_trace(
        self, staff: Any, row: Any, model: Any, act: StaffAct, ran: list[str]
    ) -> None:
        chosen = row(model, act)
        ran.clear()
        page = confirm(staff, path_of(model), act.name, chosen)
        assert ran == [act.operation]
        assert AuditEntry.objects.filter(operation=act.operation, channel="admin").exists()
        assert traced(chosen, act)
        assert [each.level_tag for each in page.context["messages"]] != []


@pytest.mark.parametrize(("model", "act"), OF_PAGES, ids=named)
class TestPages:
    def test_button_asks_and_nothing_is_done(
        self, staff: Any, row: Any, model: Any, act: StaffAct, ran: list[str]
    ) -> None:
        chosen = row(model, act)
        ran.clear()
        button = act.button.replace("_", "-")
        page = staff.get(f"/admin/{path_of(model)}/{chosen.pk}/{button}/")
        assert page.context["dialog"]["title"] == act.label
        assert page.context["dialog"]["description"] == act.consequence_of(chosen)
        assert (ran, history_of(chosen)) == ([], [])

    def test_yes_does_it_by_its_operation_and_leaves_a_trace(
        self, staff: Any, row: Any, model: Any, act: StaffAct, ran: list[str]
    ) -> None:
        chosen = row(model, act)
        ran.clear()
        answer = press(staff, chosen, act.button.replace("_", "-"))
        assert ran == [act.operation]
        assert traced(chosen, act)
        assert staff.get(answer["HX-Redirect"]).status_code == 200


@pytest.mark.parametrize(("model", "act"), ACTS, ids=named)
class TestWhoMay:
    def sign_in(self, client: Any, *codenames: str, **columns: Any) -> User:
        user = factories.make_user("clerk", is_staff=True, **columns)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return user

    def test_permission_of_its_operation_is_enough(
        self, client: Any, row: Any, model: Any, act: StaffAct, ran: list[str]
    ) -> None:
        chosen = row(model, act)
        ran.clear()
        needed = act.permission.rpartition(".")[2]
        self.sign_in(client, f"view_{model._meta.model_name}", needed)
        press(client, chosen, act.button.replace("_", "-"))
        assert len(history_of(chosen)) == 1

    def test_looking_is_not_enough(
        self, client: Any, row: Any, model: Any, act: StaffAct, ran: list[str]
    ) -> None:
        chosen = row(model, act)
        ran.clear()
        self.sign_in(client, f"view_{model._meta.model_name}")
        assert press(client, chosen, act.button.replace("_", "-")).status_code == 403
        confirm(client, path_of(model), act.name, chosen)
        assert (ran, history_of(chosen)) == ([], [])

    def test_row_of_a_family_somebody_does_not_work_for_is_left_alone(
        self, client: Any, row: Any, bobs: Tenant, model: Any, act: StaffAct, ran: list[str]
    ) -> None:
        chosen = row(model, act)
        ran.clear()
        user = self.sign_in(client, is_limited=True)
        user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
        user.works_for.add(bobs)
        assert press(client, chosen, act.button.replace("_", "-")).status_code == 404
        confirm(client, path_of(model), act.name, chosen)
        assert (ran, history_of(chosen)) == ([], [])


class TestManyRows:
    @pytest.fixture
    def rules(self, alices: Tenant, alice: User) -> list[AlertRule]:
        return [
            *(factories.make_alert_rule(alices, alice) for _ in range(2)),
            factories.make_alert_rule(alices, alice, enabled=False),
        ]

    def test_what_it_does_not_fit_is_named_apart(self, staff: Any, rules: list[AlertRule]) -> None:
        page = ask(staff, "alertrule", "pause", *rules)
        assert page.context["question"] == "Pause 2 alert rules?"
        assert "they stay so" in page.content.decode()

    def test_what_it_does_not_fit_stays_as_it_is(self, staff: Any, rules: list[AlertRule]) -> None:
        page = confirm(staff, "alertrule", "pause", *rules)
        assert [str(each) for each in page.context["messages"]] == ["2 alert rules: paused."]
        assert [len(history_of(each)) for each in rules] == [1, 1, 0]

    def test_where_it_fits_none_nothing_is_asked(self, staff: Any, rules: list[AlertRule]) -> None:
        page = ask(staff, "alertrule", "pause", rules[-1])
        (message,) = page.context["messages"]
        assert "fits none of what you chose" in str(message)

    def test_what_is_refused_says_why_and_leaves_no_trace(
        self, staff: Any, linked: PowensUser, sandbox: Any
    ) -> None:
        sandbox.state.delete_user(sandbox.state.users[7])
        page = confirm(staff, "powensuser", "renew_tokens", linked)
        (message,) = page.context["messages"]
        assert (message.level_tag, "no new token" in str(message)) == ("error", True)
        assert history_of(linked) == []
