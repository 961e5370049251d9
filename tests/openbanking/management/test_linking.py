"""link_powens_user: the token comes through a pipe, the environment, or anew from Powens."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from openbanking.models import PowensUser
from tests import factories


@pytest.fixture
def pipe(monkeypatch):
    """Put text where the command reads a token from."""
    monkeypatch.delenv("POWENS_USER_TOKEN", raising=False)

    def pipe(text=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    pipe()
    return pipe


def link(powens_id="7", user="alice", slug="alices"):
    call_command("link_powens_user", slug, "--powens-user-id", powens_id, "--user", user)


def test_token_is_read_from_the_pipe(alice, alices, pipe, capsys):
    pipe("piped-token\n")
    link()
    linked = PowensUser.objects.get()
    assert (linked.user, linked.tenant, linked.external_id) == (alice, alices, "7")
    assert linked.token is not None
    assert linked.token.reveal() == "piped-token"
    out, err = capsys.readouterr()
    assert "piped-token" not in out + err


def test_token_is_read_from_the_environment_else(alice, alices, pipe, monkeypatch):
    monkeypatch.setenv("POWENS_USER_TOKEN", "token-of-the-environment")
    link()
    linked = PowensUser.objects.get()
    assert linked.token is not None
    assert linked.token.reveal() == "token-of-the-environment"


def test_token_is_asked_of_powens_else(alice, alices, pipe, sandbox):
    link()
    linked = PowensUser.objects.get()
    assert linked.token is not None
    assert sandbox.state.user_of(linked.token.reveal()).id == 7


def test_nothing_is_linked_when_powens_gives_no_token(alice, alices, pipe, sandbox, settings):
    settings.POWENS_CLIENT_SECRET = "wrong"
    with pytest.raises(CommandError, match="POWENS_CLIENT_SECRET"):
        link()
    assert not PowensUser.objects.exists()


def test_linking_again_replaces_the_token_and_clears_the_flag(alice, alices, pipe):
    pipe("first")
    link()
    PowensUser.objects.update(rejected_at=factories.NOW)
    pipe("second")
    link()
    linked = PowensUser.objects.get()
    assert linked.token is not None
    assert (linked.token.reveal(), linked.rejected_at) == ("second", None)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"slug": "nobodys"}, "no tenant nobodys"),
        ({"user": "charlie"}, "not a member"),
        ({"user": "nobody"}, "not a member"),
        ({"powens_id": "seven"}, "takes the number"),
        ({"powens_id": "٧"}, "takes the number"),
    ],
)
def test_mistake_is_named_and_nothing_linked(alice, alices, charlie, pipe, given, said):
    pipe("token")
    with pytest.raises(CommandError, match=said):
        link(**given)
    assert not PowensUser.objects.exists()


def test_powens_user_of_another_tenant_is_not_taken_over(alice, alices, bob, bobs, pipe):
    pipe("token")
    link()
    with pytest.raises(CommandError, match="another tenant"):
        link(user="bob", slug="bobs")
    assert PowensUser.objects.get().tenant == alices
