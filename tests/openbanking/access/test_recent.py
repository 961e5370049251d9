"""What a token opens is remembered for a second, and no longer than anybody may rely on it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from openbanking.access import recent
from openbanking.access.tokens import revoke
from openbanking.models import ApiToken, Membership
from tests import factories
from tests.conftest import Api

KEY = "openbanking.balances.get"

pytestmark = pytest.mark.usefixtures("batch")


@pytest.fixture
def clock():
    """Seconds that pass when the test says so."""
    return [0.0]


@pytest.fixture
def remembered(settings, monkeypatch, clock):
    """What this process remembers, for a second of that clock."""
    settings.ACCESS_CACHE_SECONDS = 1
    made = recent.Recent(clock=lambda: clock[0])
    monkeypatch.setattr(recent, "current", made)
    return made


@pytest.fixture
def ask(remembered, account, alice):
    """Ask for balances with a token of alice's; returns the status."""
    api = Api(factories.make_token(alice))
    return lambda: api.get(KEY, accountId=str(account.pk)).status_code


def elsewhere(rows, **change):
    """Change rows as another process does: no signal is heard of it here."""
    rows.update(**change)


def test_second_read_asks_for_its_data_alone(ask, django_assert_num_queries):
    with django_assert_num_queries(3):
        assert ask() == 200
    with django_assert_num_queries(1):
        assert ask() == 200


def test_token_that_is_revoked_elsewhere_opens_nothing_a_second_later(ask, clock):
    assert ask() == 200
    elsewhere(ApiToken.objects, revoked_at=timezone.now())
    clock[0] = 0.999
    assert ask() == 200
    clock[0] = 1.0
    assert ask() == 401


def test_token_that_is_revoked_here_opens_nothing_at_once(ask):
    assert ask() == 200
    token = ApiToken.objects.get()
    token.revoked_at = timezone.now()
    token.save()
    assert ask() == 401


def test_token_that_is_revoked_by_a_statement_here_opens_nothing_at_once(ask):
    assert ask() == 200
    revoke(ApiToken.objects.all(), now=timezone.now())
    assert ask() == 401


def test_token_for_an_account_is_narrower_at_once_where_that_is_said_here(ask, connection):
    assert ask() == 200
    ApiToken.objects.get().narrow_to_accounts([factories.make_account(connection)])
    assert ask() == 404


def test_accounts_of_a_token_are_asked_for_once_a_second(
    remembered, account, alice, clock, django_assert_num_queries
):
    _, text = ApiToken.objects.issue(user=alice, accounts=[account])
    api = Api(text)
    assert api.get(KEY, accountId=str(account.pk)).status_code == 200
    with django_assert_num_queries(1):
        assert api.get(KEY, accountId=str(account.pk)).status_code == 200
    elsewhere(ApiToken.accounts.through.objects, account=factories.make_account(account.connection))
    clock[0] = 1.0
    assert api.get(KEY, accountId=str(account.pk)).status_code == 404


def test_person_who_is_switched_off_here_is_out_at_once(ask, alice):
    assert ask() == 200
    alice.is_active = False
    alice.save()
    assert ask() == 401


def test_member_who_leaves_a_tenant_elsewhere_is_out_a_second_later(ask, clock):
    assert ask() == 200
    Membership.objects.all()._raw_delete("default")
    assert ask() == 200
    clock[0] = 1.0
    assert ask() == 403


def test_member_who_leaves_a_tenant_here_is_out_at_once(ask):
    assert ask() == 200
    Membership.objects.get().delete()
    assert ask() == 403


def test_token_that_is_narrowed_here_is_narrower_at_once(ask, bobs):
    assert ask() == 200
    ApiToken.objects.get().narrow_to_tenants([bobs])
    assert ask() == 403


def test_refusal_is_not_remembered(remembered, account, alice):
    token, text = ApiToken.objects.issue(user=alice, revoked_at=timezone.now())
    api = Api(text)
    assert api.get(KEY, accountId=str(account.pk)).status_code == 401
    elsewhere(ApiToken.objects.filter(pk=token.pk), revoked_at=None)
    assert api.get(KEY, accountId=str(account.pk)).status_code == 200


def test_answer_that_was_on_its_way_when_all_was_forgotten_is_dropped(remembered):
    def ask():
        remembered.forget()
        return "old"

    assert remembered.get("who", ask) == "old"
    assert remembered.get("who", lambda: "new") == "new"


def test_what_is_remembered_is_bounded(remembered, monkeypatch):
    monkeypatch.setattr(recent, "MOST", 2)
    for question in range(5):
        remembered.get(question, lambda: None)
        assert len(remembered._known) <= 2


def test_nothing_is_remembered_where_the_setting_says_so(remembered, settings):
    settings.ACCESS_CACHE_SECONDS = 0

    answers = iter(["a", "b"])
    assert [remembered.get("what", lambda: next(answers)) for _ in range(2)] == ["a", "b"]
