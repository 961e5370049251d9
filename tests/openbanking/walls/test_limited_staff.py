"""The wall and those on the staff who work for some families: they work behind it as without it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from openbanking.access.roles import Role
from openbanking.models import MergeProposal, QuarantinedReading, Tenant, User
from tests import factories
from tests.openbanking.admin.test_actions import act
from tests.openbanking.walls.conftest import Families, crossed
from tests.openbanking.walls.test_admin_pages import MODELS, address

pytestmark = pytest.mark.usefixtures("walled")


@pytest.fixture
def for_bob(client: Client, families: Families) -> User:
    """Somebody who may do everything, for Bob's family alone."""
    user = factories.make_user("limited", is_staff=True, is_limited=True)
    user.groups.add(Group.objects.get(name=Role.ADMINISTRATOR))
    user.works_for.add(families.bobs)
    client.force_login(user)
    return user


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_page_is_theirs_to_work_with(
    client: Client, for_bob: User, families: Families, model: Any
) -> None:
    listed = client.get(address(model, "changelist"))
    assert listed.status_code in {200, 403}
    assert crossed(families, listed, sent="") == set()
    if listed.status_code == 200 and model in families.of_bob:
        for key in families.of_bob[model]:
            for page in ("change", "history"):
                assert client.get(address(model, page, key)).status_code == 200


def test_family_is_added_by_somebody_limited_who_works_for_it_then(
    client: Client, for_bob: User
) -> None:
    given = {"name": "The Danas", "slug": "danas"}
    answer = client.post("/admin/openbanking/tenant/onboarding/", given)
    made = Tenant.objects.get(slug="danas")
    assert answer["Location"] == f"/admin/openbanking/tenant/{made.pk}/onboarding/"
    assert for_bob.works_for.contains(made)
    assert client.get(answer["Location"]).status_code == 200


def test_short_name_of_another_family_is_refused_and_nothing_breaks(
    client: Client, for_bob: User, families: Families
) -> None:
    given = {"name": "Others", "slug": families.alices.slug}
    answer = client.post("/admin/openbanking/tenant/onboarding/", given)
    assert "already exists" in answer.content.decode()


def test_they_decide_about_what_is_their_family_s(
    client: Client, for_bob: User, families: Families
) -> None:
    reading = QuarantinedReading.objects.get(account__tenant=families.bobs)
    act(client, "quarantinedreading", "reject", reading)
    reading.refresh_from_db()
    assert reading.decision == "rejected"


def test_they_decide_about_merges_of_their_family(
    client: Client, for_bob: User, families: Families
) -> None:
    proposal = MergeProposal.objects.get(kept__tenant=families.bobs)
    act(client, "mergeproposal", "refuse", proposal)
    proposal.refresh_from_db()
    assert proposal.decision == "refused"


def test_they_decide_about_nothing_of_another_family(
    client: Client, for_bob: User, families: Families
) -> None:
    reading = QuarantinedReading.objects.get(account__tenant=families.alices)
    act(client, "quarantinedreading", "reject", reading)
    reading.refresh_from_db()
    assert reading.decision == "waiting"
