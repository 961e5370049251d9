"""An erased family is in no table any more, at Powens neither, and others are as they were."""

from __future__ import annotations

import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command

from openbanking.linking.forgetting import NotForgotten, forget_at_powens
from openbanking.models import (
    ApiToken,
    AuditRecord,
    Connection,
    Institution,
    PowensUser,
    SyncRun,
    Tenant,
    User,
)
from openbanking.portability import erasing
from openbanking.portability.belongings import belongings, rows_of
from openbanking.portability.contents import moved
from openbanking.portability.erasing import NotErased, erase, forget_users
from openbanking.portability.lines import lines_of
from openbanking.portability.people import People
from openbanking.trail.verification import verify
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def keys_of(tenant):
    keys = {str(pk) for model in moved() for pk in rows_of(tenant, model).values_list("pk", flat=True)}
    return [each for each in keys if len(each) == 36]


def test_no_table_has_a_row_of_it_or_mentions_one(alices, alice, mentions):
    keys = keys_of(alices)
    assert mentions(*keys)
    erase(alices, people=People.DELETE)
    assert {each._meta.label for each in belongings() if rows_of(alices, each).exists()} == set()
    assert mentions(*keys, str(alice.pk), "alice", "FR7630006") == set()


def test_another_family_is_as_it_was(alices, bobs):
    before = {model: list(lines_of(rows_of(bobs, model))) for model in moved()}
    erase(alices, people=People.DELETE)
    assert {model: list(lines_of(rows_of(bobs, model))) for model in moved()} == before


def test_banks_and_runs_stay(alices):
    counts = Institution.objects.count(), SyncRun.objects.count()
    erase(alices, people=People.DELETE)
    assert (Institution.objects.count(), SyncRun.objects.count()) == counts


def test_audit_is_sound_and_says_that_there_was_an_erasure(alices):
    done = erase(alices, people=People.KEEP)
    assert done.records > 0
    assert verify().findings == []
    record = AuditRecord.objects.get(operation="manage.erase_tenant")
    assert (record.tenant, record.user, record.about) == ("", None, "people: keep")


class TestPeople:
    """Members who belong to nothing else stay, are nobody, or are gone."""

    def test_they_are_kept_unless_asked(self, alices, alice):
        assert erase(alices, people=People.KEEP).people == 0
        assert User.objects.filter(username="alice").exists()

    def test_they_are_gone(self, alices, alice):
        assert erase(alices, people=People.DELETE).people == 1
        assert not User.objects.filter(pk=alice.pk).exists()

    def test_they_are_nobody(self, alices, alice, mentions):
        User.objects.filter(pk=alice.pk).update(first_name="Alice", email="alice@example.org")
        erase(alices, people=People.ANONYMISE)
        alice.refresh_from_db()
        assert (alice.username, alice.is_active) == (f"gone-{alice.pk}", False)
        assert mentions("Alice", "alice@example.org") == set()
        assert not ApiToken.objects.filter(user=alice).exists()

    def test_their_wrong_passwords_are_gone_however_their_name_was_typed(self, alices, alice):
        User.objects.filter(pk=alice.pk).update(username="Alice")
        AccessAttempt.objects.create(username="alice", failures_since_start=1)
        erase(alices, people=People.DELETE)
        assert not AccessAttempt.objects.exists()

    @pytest.mark.parametrize("how", [People.DELETE, People.ANONYMISE])
    def test_member_of_another_family_stays(self, alices, bobs, bob, how):
        factories.make_tenant("alices-too", bob)
        alices.memberships.create(user=bob)
        assert erase(alices, people=how).people == 1
        assert User.objects.filter(username="bob", is_active=True).exists()

    def test_staff_stay(self, alices, alice):
        User.objects.filter(pk=alice.pk).update(is_staff=True)
        assert erase(alices, people=People.DELETE).people == 0
        assert User.objects.filter(username="alice").exists()


def test_token_for_this_family_alone_opens_no_other(alices, alice):
    other = factories.make_tenant("other", alice)
    factories.make_token(alice, alices)
    factories.make_token(alice, alices, other)
    erase(alices, people=People.KEEP)
    (left,) = ApiToken.objects.all()
    assert list(left.tenants.all()) == [other]


def test_what_would_be_left_keeps_all_of_it(alices, monkeypatch):
    monkeypatch.setattr(erasing, "_delete_rows", lambda tenant, model: 0)
    monkeypatch.setattr(erasing, "_delete", lambda tenant: 0)
    with pytest.raises(NotErased, match=r"openbanking\.Account"):
        erase(alices, people=People.KEEP)
    assert AuditRecord.objects.filter(tenant=str(alices.pk)).exists()


def test_nothing_is_erased_while_a_sync_writes(alices, elsewhere):
    user = PowensUser.objects.filter(tenant=alices).latest("pk")
    with elsewhere(f"powens-user:{user.pk}"), pytest.raises(NotErased, match="being synced"):
        erase(alices, people=People.KEEP)
    assert Tenant.objects.filter(pk=alices.pk).exists()


class TestAtPowens:
    """The local Powens forgets the users with their banks."""

    def test_users_are_deleted_there(self, linked, sandbox):
        assert forget_users(linked.tenant, now=NOW) == 2
        assert int(linked.external_id) not in sandbox.state.users

    def test_unlinked_user_is_deleted_too(self, linked, sandbox):
        PowensUser.objects.update(token=None, unlinked_at=NOW)
        forget_users(linked.tenant, now=NOW)
        assert int(linked.external_id) not in sandbox.state.users

    def test_user_that_is_gone_there_is_no_trouble(self, linked, sandbox):
        sandbox.state.delete_user(sandbox.state.users[int(linked.external_id)])
        forget_users(linked.tenant, now=NOW)

    def test_user_who_is_being_synced_is_not_deleted_there(self, linked, sandbox, elsewhere):
        with (
            elsewhere(f"powens-user:{linked.pk}"),
            pytest.raises(NotForgotten, match="being synced"),
        ):
            forget_at_powens(linked, now=NOW)
        assert int(linked.external_id) in sandbox.state.users

    def test_powens_that_is_away_keeps_everything(self, linked, settings):
        settings.POWENS_BASE_URL = "http://127.0.0.1:1/2.0"
        with pytest.raises(CommandError, match="Nothing was erased here"):
            call_command("erase_tenant", linked.tenant.slug, "--confirm", linked.tenant.slug)
        assert Tenant.objects.filter(pk=linked.tenant_id).exists()

    def test_command_erases_there_and_here(self, linked, sandbox, capsys):
        slug = linked.tenant.slug
        call_command("erase_tenant", slug, "--confirm", slug, "--people", "delete")
        assert "2 users at Powens" in capsys.readouterr().out
        assert not Tenant.objects.filter(slug=slug).exists()
        assert not Connection.objects.exists()


def test_slug_is_asked_for(alices, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda asked: "bobs")
    with pytest.raises(CommandError, match="not the slug") as error:
        call_command("erase_tenant", "alices", "--leave-at-powens")
    assert error.value.returncode == 2
    assert Tenant.objects.filter(slug="alices").exists()
    monkeypatch.setattr("builtins.input", lambda asked: "alices")
    call_command("erase_tenant", "alices", "--leave-at-powens")
    assert not Tenant.objects.filter(slug="alices").exists()


def test_family_that_is_not_there_is_wrong_usage(db):
    with pytest.raises(CommandError, match="There is no family") as error:
        call_command("erase_tenant", "nobody", "--confirm", "nobody")
    assert error.value.returncode == 2
