"""The tenant of a call: resolved once, in one statement, and never somebody else's."""

from __future__ import annotations

import pytest

from contracts import Caller, problems, registry
from openbanking.access.tenancy import resolve_tenancy
from openbanking.models import ApiToken, Membership
from tests import factories

QUERY = registry["openbanking.balances.get"]
COMMAND = registry["openbanking.accounts.sync"]


def caller_with_token(user, *tenants):
    token, _ = ApiToken.objects.issue(user=user, tenants=tenants or None)
    return Caller(user=user, credential=token)


@pytest.mark.parametrize("operation", [QUERY, COMMAND], ids=str)
@pytest.mark.parametrize("named", [True, False])
def test_one_statement_resolves_it(alice, alices, operation, named, django_assert_num_queries):
    caller = caller_with_token(alice)
    with django_assert_num_queries(1):
        tenancy = resolve_tenancy(operation, caller, alices.pk if named else None)
    assert tenancy.tenant == alices


def test_admin_of_the_tenant_may_administer_it(alice, alices):
    assert not resolve_tenancy(COMMAND, Caller(alice), alices.pk).is_admin
    alices.memberships.update(role=Membership.Role.ADMIN)
    assert resolve_tenancy(COMMAND, Caller(alice), alices.pk).is_admin


def test_tenant_of_somebody_else_is_not_found(alice, alices, bobs):
    with pytest.raises(problems.NotFound):
        resolve_tenancy(QUERY, Caller(alice), bobs.pk)


def test_token_narrows_its_owner_to_the_tenants_it_names(alice, alices):
    other = factories.make_tenant("others", alice)
    narrowed = caller_with_token(alice, other)
    assert resolve_tenancy(QUERY, narrowed, None).tenant == other
    with pytest.raises(problems.NotFound):
        resolve_tenancy(QUERY, narrowed, alices.pk)


def test_staff_administer_what_they_name_and_see_nothing_else(alices):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    assert resolve_tenancy(COMMAND, Caller(root), alices.pk).is_admin
    with pytest.raises(problems.NotFound):
        resolve_tenancy(QUERY, Caller(root), alices.pk)


def test_token_of_staff_is_narrowed_too(alices, bobs):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    with pytest.raises(problems.NotFound):
        resolve_tenancy(COMMAND, caller_with_token(root, bobs), alices.pk)
