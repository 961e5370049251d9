"""The language of pages: chosen by a person, else asked for by the browser."""

from __future__ import annotations

import pytest

from tests import factories
from tests.openbanking.dashboard.reading import words


def choose(client, language, back="/"):
    return client.post("/language/", {"language": language, "next": back})


def test_browser_is_listened_to(member):
    answer = member.get("/", headers={"Accept-Language": "de-CH, en;q=0.5"})
    assert answer["Content-Language"] == "de"
    assert "Noch wird kein Konto gelesen." in words(answer)


def test_choice_is_remembered_with_the_person(member, alice):
    choose(member, "fr")
    alice.refresh_from_db()
    assert alice.language == "fr"
    answer = member.get("/", headers={"Accept-Language": "de"})
    assert '<html lang="fr">' in answer.content.decode()


def test_stranger_s_choice_is_remembered_in_the_browser(client, db):
    choose(client, "fr", "/login/")
    assert "Se connecter" in words(client.get("/login/"))


def test_unknown_language_is_not_chosen(member, alice):
    choose(member, "tlh")
    alice.refresh_from_db()
    assert alice.language == ""


def test_choosing_leads_back_and_to_no_other_host(member):
    assert choose(member, "fr", "/families/alices/banks/")["Location"] == "/families/alices/banks/"
    assert choose(member, "fr", "https://elsewhere.example/")["Location"] == "/"


@pytest.mark.parametrize("path", ["/contracts/", "/metrics", "/admin/login/"])
def test_what_staff_and_programmers_read_stays_english(member, path):
    choose(member, "fr")
    answer = member.get(path, headers={"Accept-Language": "fr"})
    assert "Content-Language" not in answer.headers
    assert "Se d\N{LATIN SMALL LETTER E WITH ACUTE}connecter" not in answer.content.decode()


def test_operation_answers_in_english_whoever_calls(member, account):
    choose(member, "fr")
    answer = member.get("/api/openbanking/accounts/list/v1").json()
    assert answer["accounts"][0]["metadata"]["connection"]["message"] == "In sync with the bank."


def test_what_went_wrong_is_said_in_the_language_of_who_reads(member):
    choose(member, "de")
    assert "Hier ist nichts" in words(member.get("/nowhere/"))


def test_amounts_days_and_reasons_are_written_as_the_language_has_them(member, account):
    factories.make_balance(account, "-1310.4")
    choose(member, "fr")
    text = words(member.get("/"))
    assert "\N{MINUS SIGN}1 310,40 EUR" in text
    assert "il y a plus de 48 heures" in text


def test_language_is_gone_when_the_page_is_made(member):
    from django.utils import translation

    choose(member, "fr")
    member.get("/")
    assert translation.get_language() == "en-gb"
