"""Tenants: resolved by the policy, given to the handler, counted and administered together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model

from contracts.caller import Caller, Tenancy
from contracts.checks import check_registry
from contracts.execution.rates import TooManyCalls
from contracts.execution.runner import run
from contracts.execution.signals import operation_answered
from contracts.problems import Forbidden, NotFound
from contracts.registry import Registry, command
from contracts.schema import fields
from contracts.schema.shapes import Input
from contracts.spec import Auth, Operation, Rate, RateScope
from tests.contracts.declaring import declare

NOW = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)
SHOP = UUID("01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e")

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Shop:
    """A tenant as contracts know one."""

    pk: UUID


def resolve(operation: Operation, caller: Caller, tenant_id: UUID | None) -> Tenancy:
    """Let everybody into the one shop there is; alice runs it."""
    if tenant_id not in (None, SHOP):
        raise NotFound("There is no such tenant among yours.")
    return Tenancy(Shop(SHOP), is_admin=caller.user.get_username() == "alice")


class ShopInput(Input):
    """Which shop."""

    tenant_id = fields.Id(required=False, help_text="The shop.")


def get_word(tenant: Any) -> dict[str, str]:
    """Say whose word it is."""
    return {"word": str(tenant.pk)}


@pytest.fixture(autouse=True)
def tenancy(settings):
    settings.CONTRACTS = {**settings.CONTRACTS, "TENANCY": f"{__name__}.resolve"}


@pytest.fixture
def people(db):
    users = get_user_model()._default_manager
    return {name: users.create(username=name) for name in ("alice", "bob")}


def tenanted(**facts: Any) -> Any:
    return declare(Registry(), input=ShopInput, handler=get_word, **facts)


def call(operation, user, **data):
    return run(operation, Caller(user), data, clock=lambda: NOW)


@pytest.mark.parametrize("data", [{}, {"tenantId": str(SHOP)}])
def test_handler_receives_the_tenant_and_not_its_id(people, data):
    assert call(tenanted(), people["bob"], **data).body == {"word": str(SHOP)}


def test_tenant_that_is_not_the_callers_is_refused(people):
    with pytest.raises(NotFound):
        call(tenanted(), people["bob"], tenantId="01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0f")


def test_operation_for_admins_is_for_those_of_the_tenant(people):
    operation = tenanted(auth=Auth.ADMIN)
    assert call(operation, people["alice"]).body
    with pytest.raises(Forbidden):
        call(operation, people["bob"])


def test_members_of_a_tenant_are_counted_together(people):
    operation = tenanted(kind=command, rate=Rate(1, by=RateScope.TENANT))
    call(operation, people["alice"])
    with pytest.raises(TooManyCalls):
        call(operation, people["bob"])


def test_answered_calls_are_announced_with_the_tenant_and_the_validated_input(people):
    seen = []

    def hear(sender, call, **kwargs):
        seen.append((call.tenant.pk, dict(call.arguments)))

    operation_answered.connect(hear)
    try:
        call(tenanted(), people["bob"], tenantId=f"urn:uuid:{SHOP}")
    finally:
        operation_answered.disconnect(hear)
    assert seen == [(SHOP, {})]


def test_call_that_cannot_be_announced_is_not_answered(people):
    def fail(sender, call, **kwargs):
        raise RuntimeError("the audit cannot be written")

    operation_answered.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            call(tenanted(), people["bob"])
    finally:
        operation_answered.disconnect(fail)


def test_tenant_without_an_input_for_it_is_found_when_the_service_starts():
    registry = Registry()
    declare(registry, handler=get_word)
    assert [message.id for message in check_registry(registry)] == ["contracts.E004"]
