"""The families of the demonstration, as they are each time at the same instant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from unittest import mock

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.test import override_settings

from openbanking.demo import families, past, possessions
from openbanking.models import ApiToken, Membership, Tenant, User, WebviewSession
from openbanking.sandbox import Sandbox, sandbox_users
from openbanking.sandbox.world.clock import last_morning
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.benchmarks.pages.furnishing import log_something
from tests.openbanking.admin.conftest import furnish
from tests.visits import NEWCOMER

NAME = "family-office"
# A weekday, so that rates of it are published, in the afternoon: when the banks are read …
READ = datetime(2026, 6, 17, 12, 0, tzinfo=UTC)
# … and when people look at what was read.
NOW = READ + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class World:
    """The family that is looked at, and who looks: an administrator of it, a viewer, and the staff."""

    tenant: Tenant
    administrator: User
    member: User
    staff: User


@contextmanager
def demonstration() -> Iterator[World]:
    """Sync the demonstration's families into the database, and let the clock stand still at NOW."""
    with ExitStack() as stack:
        clock = stack.enter_context(mock.patch("django.utils.timezone.now", return_value=READ))
        sandbox = stack.enter_context(Sandbox(world=NAME, now=last_morning(READ)))
        stack.enter_context(
            override_settings(
                POWENS_BASE_URL=sandbox.base_url,
                POWENS_WEBVIEW_URL=f"{sandbox.site}/webview",
                ECB_RATES_URL=f"{sandbox.site}/rates",
            )
        )
        families.settle(sandbox_users(NAME))
        for tenant in Tenant.objects.all():
            possessions.keep(tenant, now=READ)
        run_sync(Scope())
        for tenant in Tenant.objects.all():
            past.remember(tenant, now=READ)
        call_command("import_rates", "--history", verbosity=0)
        _known_since(READ)
        clock.return_value = NOW
        yield _looked_at()


def _known_since(instant: datetime) -> None:
    """Have every row be known since then: columns that default to the time took that of the machine."""
    for model in apps.get_app_config("openbanking").get_models():
        if any(field.name == "created_at" for field in model._meta.fields):
            model._default_manager.update(created_at=instant)


def _looked_at() -> World:
    tenant = Tenant.objects.order_by("slug").last()
    assert tenant is not None
    roles = {
        each.role: each.user
        for each in tenant.memberships.filter(user__is_staff=False).select_related("user")
    }
    return World(
        tenant=tenant,
        administrator=roles[Membership.Role.ADMIN],
        member=roles[Membership.Role.VIEWER],
        staff=User.objects.get(username=families.STAFF),
    )


def with_every_row(world: World) -> None:
    """Add a family with a row in every table, somebody invited, and what members have begun."""
    lea = factories.make_user("lea")
    furnish(factories.make_tenant("weber", lea, name="Family Weber"), lea)
    log_something(lea)
    User.objects.create(username=NEWCOMER, password=make_password(None))
    for each in (world.administrator, world.member):
        factories.make_invitation(world.tenant, each)
        _give_token(world.tenant, each)
        factories.make_alert_rule(world.tenant, each, recipients=(each,), days=2)
        WebviewSession.objects.create(
            tenant=world.tenant,
            user=each,
            powens_user=world.tenant.powens_users.get(),
            flow="connect",
            state_digest=f"digest-{each.username}",
            expires_at=NOW,
            outcome=WebviewSession.Outcome.CANCELLED,
        )


def _give_token(tenant: Tenant, user: User) -> None:
    """Give somebody a token for an account; its first characters are the same each time."""
    ApiToken.objects.issue(
        user=user,
        name="Household book",
        operations=["openbanking.accounts.list", "openbanking.balances.get"],
        accounts=tenant.accounts.order_by("pk").select_related("tenant")[:1],
        expires_at=NOW + timedelta(days=90),
        last_used_at=READ,
        last_used_from="203.0.113.0/24",
    )
    ApiToken.objects.filter(user=user).update(hint="obt_a1b2c3")
