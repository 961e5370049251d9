"""The tokens of a program: renewed, ended, and never in the clear."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken, RefreshToken

from openbanking.access import recent
from openbanking.models import ApiToken, Membership
from tests.openbanking.oauth.client import TOKEN, make_application
from tests.openbanking.oauth.test_flow import status


class TestRefreshing:
    def test_new_tokens_take_the_place_of_the_old(self, tokens, program, account):
        first = tokens()
        second = program.refresh(first["refresh_token"]).json()
        assert status(second["access_token"]) == 200
        assert status(first["access_token"]) == 401

    def test_token_that_is_used_again_ends_all_of_them(self, tokens, program, browser, account):
        first = tokens()
        second = program.refresh(first["refresh_token"]).json()
        assert program.refresh(first["refresh_token"]).status_code == 400
        assert status(second["access_token"]) == 401
        assert program.refresh(second["refresh_token"]).status_code == 400
        assert ApiToken.objects.get().revoked_at is not None

    def test_scopes_can_be_given_up_and_not_won(self, tokens, program, account):
        first = tokens()
        fewer = program.refresh(first["refresh_token"], scope="balances:read").json()
        assert status(fewer["access_token"]) == 403
        more = program.refresh(fewer["refresh_token"], scope="networth:read")
        assert (more.status_code, more.json()["error"]) == (400, "invalid_scope")

    def test_program_that_was_away_for_long_asks_again(self, tokens, program):
        first = tokens()
        AccessToken.objects.update(expires=timezone.now() - timedelta(days=31))
        assert program.refresh(first["refresh_token"]).status_code == 400

    def test_what_was_allowed_ends_when_it_was_said_to(self, tokens, program, account):
        first = tokens()
        ApiToken.objects.update(expires_at=timezone.now())
        assert status(first["access_token"]) == 401
        assert program.refresh(first["refresh_token"]).status_code == 400

    def test_access_token_is_good_for_a_quarter_of_an_hour(self, tokens, account):
        given = tokens()
        assert given["expires_in"] == 900
        AccessToken.objects.update(expires=timezone.now())
        assert status(given["access_token"]) == 401


class TestEnding:
    def test_somebody_ends_it_on_their_page_at_once(self, tokens, program, browser, account):
        given = tokens()
        assert status(given["access_token"]) == 200
        browser.post(f"/settings/tokens/{ApiToken.objects.get().pk}/revoke/")
        assert status(given["access_token"]) == 401
        assert program.refresh(given["refresh_token"]).status_code == 400

    @pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
    def test_program_gives_back_what_it_has(self, tokens, program, account, kind):
        given = tokens()
        assert program.revoke(given[kind]).status_code == 200
        assert status(given["access_token"]) == 401
        assert program.refresh(given["refresh_token"]).status_code == 400
        assert ApiToken.objects.get().revoked_at is not None

    def test_program_gives_back_nothing_of_another(self, tokens, program, account):
        given = tokens()
        program.application = make_application(name="Other")
        program.revoke(given["refresh_token"])
        assert status(given["access_token"]) == 200

    def test_member_who_leaves_takes_their_programs_along(self, tokens, account):
        given = tokens()
        Membership.objects.all().delete()
        assert status(given["access_token"]) == 403

    def test_person_who_is_switched_off_is_out_with_their_programs(
        self, tokens, program, alice, account
    ):
        given = tokens()
        alice.is_active = False
        alice.save()
        assert status(given["access_token"]) == 401
        assert program.refresh(given["refresh_token"]).status_code == 400

    def test_program_that_is_deleted_opens_nothing(self, tokens, program, account):
        given = tokens()
        program.application.delete()
        assert status(given["access_token"]) == 401

    def test_what_is_ended_elsewhere_opens_nothing_a_second_later(
        self, tokens, account, settings, monkeypatch
    ):
        clock = [0.0]
        settings.ACCESS_CACHE_SECONDS = 1
        monkeypatch.setattr(recent, "current", recent.Recent(clock=lambda: clock[0]))
        token = tokens()["access_token"]
        assert status(token) == 200
        ApiToken.objects.update(revoked_at=timezone.now())
        clock[0] = 1.0
        assert status(token) == 401


def test_no_token_is_kept_in_the_clear(tokens):
    given = tokens()
    kept = " ".join(
        str(row) for model in (AccessToken, RefreshToken, ApiToken) for row in model.objects.values()
    )
    for name in ("access_token", "refresh_token"):
        assert given[name] not in kept


def test_tokens_are_known_for_what_they_are(tokens):
    given = tokens()
    assert (given["access_token"][:4], given["refresh_token"][:4]) == ("oba_", "obr_")


def test_answer_with_tokens_is_kept_by_no_cache(code, program):
    assert "no-store" in program.token(code())["Cache-Control"]


def test_tokens_are_not_read_by_get(client, db):
    assert client.get(TOKEN).status_code == 405


def test_who_lets_a_program_in_is_told(
    tokens, alice, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.MAILS_ARE_SENT = True
    alice.email = "alice@example.org"
    alice.save()
    with django_capture_on_commit_callbacks(execute=True):
        tokens()
    assert [mail.subject for mail in mailoutbox] == ["A program was given access in your name"]
