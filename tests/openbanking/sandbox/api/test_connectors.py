"""Banks: by country, by either of their ids, and with what is asked for beside them."""

from __future__ import annotations

import pytest

from openbanking.sandbox import Sandbox
from tests.openbanking.sandbox.calling import Caller


@pytest.fixture(scope="module")
def anybody(family_office: Sandbox) -> Caller:
    return Caller(family_office.base_url)


def names(caller: Caller, query: str) -> set[str]:
    return {each["name"] for each in caller.get(f"/connectors?{query}").json["connectors"]}


def test_connectors_need_no_token(stranger: Caller) -> None:
    found = stranger.get("/connectors").json
    assert [each["name"] for each in found["connectors"]] == ["Banque Miniature"]


def test_connector_goes_by_uuid_and_by_number(stranger: Caller) -> None:
    listed = stranger.get("/connectors").json["connectors"][0]
    assert stranger.get(f"/connectors/{listed['uuid']}").json == listed
    assert stranger.get(f"/connectors/{listed['id']}").json == listed


def test_unknown_connector_is_a_404(stranger: Caller) -> None:
    assert stranger.get("/connectors/nobody").status == 404


def test_connectors_are_paged_by_offset(family_office: Sandbox) -> None:
    found = Caller(family_office.base_url).get("/connectors?limit=3&offset=8").json
    assert (len(found["connectors"]), found["total"]) == (2, 10)


def test_country_codes_narrow_the_list(anybody: Caller) -> None:
    assert names(anybody, "country_codes=GB") == {"Thames & Orchard"}
    assert names(anybody, "country_codes=gb,DE") == {
        "Thames & Orchard",
        "Handelsbank Weststadt",
        "Satoshi Vault",
    }
    assert names(anybody, "country_codes=JP") == set()
    assert len(names(anybody, "country_codes=")) == 10


def test_total_counts_what_the_countries_leave(anybody: Caller) -> None:
    found = anybody.get("/connectors?country_codes=FR&limit=2").json
    assert (len(found["connectors"]), found["total"]) == (2, 7)


@pytest.mark.parametrize("codes", ["FRA", "FR;DE", "F", "FR,", "1A"])
def test_what_is_no_country_code_is_refused(anybody: Caller, codes: str) -> None:
    refusal = anybody.get(f"/connectors?country_codes={codes}")
    assert (refusal.status, refusal.code) == (400, "invalidValue")


def test_nothing_is_expanded_unasked(stranger: Caller) -> None:
    listed = stranger.get("/connectors").json["connectors"][0]
    assert not {"fields", "sources", "countries", "urls"} & set(listed)


@pytest.mark.parametrize("path", ["/connectors", "/connectors/40"])
@pytest.mark.parametrize(
    "query", ["expand=countries,urls,sources", "expand=countries&expand=urls,sources"]
)
def test_expand_adds_what_it_names(stranger: Caller, path: str, query: str) -> None:
    answer = stranger.get(f"{path}?{query}").json
    found = answer["connectors"][0] if "connectors" in answer else answer
    assert found["countries"] == [{"id": "fr", "name": "France"}]
    assert found["urls"] == ["https://bank-40.example/"]
    assert found["sources"] == [
        {
            "id": 400,
            "id_connector": 40,
            "name": "openapi",
            "auth_mechanism": "webauth",
            "available_auth_mechanisms": ["webauth"],
            "disabled": None,
            "priority": 1,
            "account_usages": ["PRIV", "ORGA"],
        }
    ]
    assert "fields" not in found


def test_only_a_bank_with_credentials_asks_for_fields(anybody: Caller) -> None:
    found = anybody.get("/connectors?expand=fields").json["connectors"]
    asking = {each["name"]: each for each in found if each["fields"]}
    assert {each["auth_mechanism"] for each in asking.values()} == {"credentials"}
    bank = asking["Épargne Salariale Nord"]
    assert [(each["name"], each["type"]) for each in bank["fields"]] == [
        ("login", "text"),
        ("password", "password"),
    ]
    assert bank["fields"][0] == {
        "name": "login",
        "label": "Identifiant",
        "type": "text",
        "required": True,
        "regex": None,
        "values": None,
        "connector_sources": ["directaccess"],
        "auth_mechanisms": ["credentials"],
    }
    assert anybody.get(f"/connectors/{bank['uuid']}/fields").json == {"fields": bank["fields"]}


def test_source_goes_by_number_and_by_name(stranger: Caller) -> None:
    listed = stranger.get("/connectors/40/sources").json["sources"]
    assert [each["id"] for each in listed] == [400]
    assert stranger.get("/connectors/40/sources/400").json == listed[0]
    assert stranger.get("/connectors/40/sources/openapi").json == listed[0]


def test_sources_are_narrowed_by_country(stranger: Caller) -> None:
    assert len(stranger.get("/connectors/40/sources?country_codes=FR").json["sources"]) == 1
    assert stranger.get("/connectors/40/sources?country_codes=DE").json == {"sources": []}


@pytest.mark.parametrize("path", ["/connectors/40/sources/1", "/connectors/41/sources", "/banks/41"])
def test_unknown_bank_or_source_is_a_404(stranger: Caller, path: str) -> None:
    assert stranger.get(path).status == 404


def test_deprecated_name_of_the_list_names_it_too(stranger: Caller) -> None:
    found = stranger.get("/banks").json
    assert "connectors" not in found
    assert stranger.get("/banks/40").json == found["banks"][0]
