"""Bearer tokens: what opens, what no longer does, and what is kept of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from openbanking.access.narrowing import BY_ACCOUNT
from openbanking.access.tokens import revoke
from openbanking.models import ApiToken
from tests import factories
from tests.conftest import Api

KEY = "openbanking.accounts.list"
UNKNOWN = "01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e"


def status(token, **asked):
    return Api(token).get(KEY, **asked).status_code


def test_token_opens_what_its_person_may_see(alice, alices):
    assert status(factories.make_token(alice)) == 200


@pytest.mark.parametrize(
    "columns",
    [
        {"revoked_at": factories.NOW},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ],
)
def test_token_that_is_over_opens_nothing(alice, alices, columns):
    assert status(factories.make_token(alice, **columns)) == 401


def test_token_of_somebody_switched_off_opens_nothing(alice, alices):
    token = factories.make_token(alice)
    alice.is_active = False
    alice.save()
    assert status(token) == 401


@pytest.mark.parametrize("token", ["unknown", "obt_unknown", "a b", "é"])
def test_unknown_token_opens_nothing(alices, token):
    assert status(token) == 401


def test_revoking_acts_at_once(alice, alices):
    token = factories.make_token(alice)
    assert status(token) == 200
    ApiToken.objects.update(revoked_at=timezone.now())
    assert status(token) == 401


def test_token_that_was_revoked_keeps_when_it_was(alice):
    factories.make_token(alice)
    assert [revoke(ApiToken.objects.all(), now=now) for now in (factories.NOW, timezone.now())] == [1, 0]
    assert ApiToken.objects.get().revoked_at == factories.NOW


@pytest.mark.parametrize(
    ("address", "network"), [("203.0.113.77", "203.0.113.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48")]
)
def test_network_of_the_last_use_is_kept_and_no_more_of_an_address(alice, alices, address, network):
    api = Api(factories.make_token(alice))
    api.client.defaults["REMOTE_ADDR"] = address
    api.get(KEY)
    assert ApiToken.objects.get().last_used_from == network


def test_only_the_hash_is_stored(alice):
    token = factories.make_token(alice)
    kept = ApiToken.objects.get()
    assert token not in str(vars(kept))
    assert len(kept.digest) == 64


def test_last_use_is_kept_to_the_minute(alice, alices):
    token = factories.make_token(alice)
    before = timezone.now()
    status(token)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    assert first >= before
    status(token)
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - timedelta(minutes=2))
    status(token)
    assert ApiToken.objects.filter(last_used_at__gt=first).exists()


def test_token_for_one_tenant_does_not_open_another(alice, alices):
    others = factories.make_tenant("others", alice)
    token = factories.make_token(alice, alices)
    assert status(token, tenantId=alices.pk) == 200
    assert status(token, tenantId=others.pk) == 404
    assert status(token) == 200  # of the two, it knows of one only


def test_token_for_a_tenant_its_person_left_opens_nothing(alice, alices):
    token = factories.make_token(alice, alices)
    alices.memberships.all().delete()
    assert status(token, tenantId=alices.pk) == 404


def test_scheme_is_read_without_regard_to_case(alice, alices):
    api = Api(factories.make_token(alice))
    api.headers["Authorization"] = api.headers["Authorization"].replace("Bearer", "bearer")
    assert api.get(KEY).status_code == 200


def test_bad_token_is_not_saved_by_a_session(alice, alices):
    api = Api("unknown")
    api.client.force_login(alice)
    assert api.get(KEY).status_code == 401


def test_session_opens_too(alice, alices):
    api = Api()
    api.client.force_login(alice)
    assert api.get(KEY).status_code == 200


class TestCommand:
    def make(self, capsys, *arguments):
        call_command("create_api_token", *arguments)
        return capsys.readouterr().out

    def test_token_stands_alone_and_opens(self, alice, alices, capsys):
        out = self.make(capsys, "alice")
        assert len(out.splitlines()) == 1
        assert status(out.strip()) == 200

    def test_token_is_narrowed(self, alice, alices, capsys):
        factories.make_tenant("others", alice)
        token = self.make(
            capsys, "alice", "--tenant", "alices", "--operation", "openbanking.accounts.get"
        ).strip()
        assert status(token) == 403
        kept = ApiToken.objects.get()
        assert [each.slug for each in kept.tenants.all()] == ["alices"]

    def test_token_is_narrowed_to_accounts_and_what_is_about_them(self, alice, account, capsys):
        other = factories.make_account(account.connection)
        chosen = ["--account", str(account.pk), "--name", "Till"]
        api = Api(self.make(capsys, "alice", *chosen).strip())
        listed = api.get(KEY).json()["accounts"]
        assert [each["id"] for each in listed] == [str(account.pk)]
        assert api.get("openbanking.accounts.get", accountId=str(other.pk)).status_code == 404
        kept = ApiToken.objects.get()
        assert kept.name == "Till"
        assert {*kept.operations} == {*BY_ACCOUNT}

    def test_accounts_are_those_of_the_families_that_are_named(self, alice, account, capsys):
        factories.make_tenant("others", alice)
        with pytest.raises(CommandError, match="has no account"):
            self.make(capsys, "alice", "--tenant", "others", "--account", str(account.pk))

    def test_operation_about_a_whole_family_is_refused_for_an_account(self, alice, account, capsys):
        chosen = ["--account", str(account.pk), "--operation", "openbanking.networth.get"]
        with pytest.raises(CommandError, match="cannot be run for some accounts alone"):
            self.make(capsys, "alice", *chosen)

    def test_token_expires_after_as_long_as_the_setting_says(self, alice, alices, capsys, settings):
        settings.API_TOKEN_DAYS = 5
        self.make(capsys, "alice")
        almost, soon = (timezone.now() + timedelta(days=days) for days in (4.9, 5))
        assert ApiToken.objects.filter(expires_at__gt=almost, expires_at__lte=soon).exists()

    def test_token_that_does_not_expire_is_asked_for_and_said_to_be_one(self, alice, alices, capsys):
        call_command("create_api_token", "alice", "--expires-in-days", "0")
        said = capsys.readouterr()
        assert ApiToken.objects.get().expires_at is None
        assert len(said.out.splitlines()) == 1
        assert "does not expire" in said.err

    def test_token_expires(self, alice, alices, capsys):
        self.make(capsys, "alice", "--expires-in-days", "3")
        almost, soon = (timezone.now() + timedelta(days=days) for days in (2.9, 3))
        assert ApiToken.objects.filter(expires_at__gt=almost, expires_at__lte=soon).exists()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["nobody"], "There is no user nobody"),
            (["alice", "--expires-in-days", "-1"], "0 means for ever"),
            (["alice", "--account", "mine"], "takes the id of an account"),
            (["alice", "--account", UNKNOWN], f"alice has no account {UNKNOWN}"),
            (["alice", "--tenant", "bobs"], "not a member of bobs"),
            (["alice", "--operation", "no.such.thing"], "no operation no.such.thing"),
        ],
    )
    def test_mistake_is_named_and_no_token_made(self, alice, alices, bobs, arguments, said):
        with pytest.raises(CommandError, match=said):
            call_command("create_api_token", *arguments)
        assert not ApiToken.objects.exists()
