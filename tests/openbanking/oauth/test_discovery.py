"""Programs find by themselves where to ask, and for what."""

from __future__ import annotations

import pytest

from openbanking.access.groups import groups
from tests.conftest import Api

pytestmark = pytest.mark.django_db

SITE = "http://testserver"


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def test_server_says_where_its_endpoints_are_and_what_they_take(client):
    found = read(client, "/.well-known/oauth-authorization-server")
    assert found["issuer"] == SITE
    assert found["authorization_endpoint"] == f"{SITE}/oauth/authorize/"
    assert found["token_endpoint"] == f"{SITE}/oauth/token/"
    assert found["revocation_endpoint"] == f"{SITE}/oauth/revoke/"
    assert found["response_types_supported"] == ["code"]
    assert found["grant_types_supported"] == ["authorization_code", "refresh_token"]
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["authorization_response_iss_parameter_supported"] is True
    assert set(found["scopes_supported"]) == set(groups())
    assert "registration_endpoint" not in found
    assert "introspection_endpoint" not in found


@pytest.mark.parametrize(
    ("path", "resource"), [("", SITE), ("/api", f"{SITE}/api"), ("/mcp", f"{SITE}/mcp")]
)
def test_resource_says_who_lets_programs_in(client, path, resource):
    found = read(client, f"/.well-known/oauth-protected-resource{path}")
    assert (found["resource"], found["authorization_servers"]) == (resource, [SITE])
    assert set(found["scopes_supported"]) == set(groups())


def test_resource_that_is_not_there_has_no_document(client):
    assert client.get("/.well-known/oauth-protected-resource/admin").status_code == 404


@pytest.mark.parametrize("token", ["", "obt_unknown", "oba_unknown"])
def test_refusal_of_the_api_says_where_to_read_on(token):
    answer = Api(token).get("openbanking.accounts.list")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == (
        f'Bearer realm="api", resource_metadata="{SITE}/.well-known/oauth-protected-resource/api"'
    )


def test_refusal_of_the_agents_endpoint_does_too(client):
    answer = client.post("/mcp", {}, "application/json")
    assert answer.status_code == 401
    assert (
        f'resource_metadata="{SITE}/.well-known/oauth-protected-resource/mcp"'
        in (answer["WWW-Authenticate"])
    )


def test_addresses_are_those_that_people_reach_the_service_by(client, settings):
    settings.SITE_URL = "https://bank.example.org/"
    answer = client.post("/mcp", {}, "application/json")
    assert (
        "https://bank.example.org/.well-known/oauth-protected-resource/mcp"
        in (answer["WWW-Authenticate"])
    )
    found = read(client, "/.well-known/oauth-protected-resource/mcp")
    assert found["resource"] == "https://bank.example.org/mcp"


class TestRegistration:
    ASKED = {
        "client_name": "Agent",
        "redirect_uris": ["http://127.0.0.1:8123/back"],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
    }

    def register(self, client, **given):
        return client.post("/oauth/register/", self.ASKED | given, "application/json")

    @pytest.fixture
    def opened(self, settings):
        settings.OAUTH2_PROVIDER = settings.OAUTH2_PROVIDER | {"DCR_ENABLED": True}

    def test_programs_do_not_make_themselves_known_unless_a_setting_says_so(self, client):
        assert self.register(client).status_code == 404

    def test_program_makes_itself_known_where_it_may(self, client, opened):
        answer = self.register(client)
        assert answer.status_code == 201
        assert answer.json()["client_id"]
        assert read(client, "/.well-known/oauth-authorization-server")["registration_endpoint"]

    def test_token_that_it_manages_itself_by_opens_nothing_else(self, client, opened):
        token = self.register(client).json()["registration_access_token"]
        assert Api(token).get("openbanking.accounts.list").status_code == 401

    def test_no_more_than_so_many_do_in_a_day(self, client, opened, monkeypatch):
        monkeypatch.setattr("openbanking.oauth.registration.MOST_A_DAY", 2)
        assert [self.register(client).status_code for _ in range(3)] == [201, 201, 401]

    @pytest.mark.parametrize("grant", ["implicit", "password", "client_credentials"])
    def test_none_does_for_another_grant(self, client, opened, grant):
        assert self.register(client, grant_types=[grant]).status_code == 400

    @pytest.mark.parametrize(
        "uri",
        [
            *("http://app.example.org/back", "javascript:alert(1)", 7, "https://[app"),
            *("https://a.example.org/ https://b.example.org/", "https://a.example.org/\nhttp://b"),
        ],
    )
    def test_none_does_that_leads_back_where_others_read(self, client, opened, uri):
        answer = self.register(client, redirect_uris=[uri])
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_redirect_uri")

    @pytest.mark.parametrize(
        "body",
        [
            *("{", "[]", "null", '"text"', '{"client_name": "\\u0000"}', '{"client_name": "\\ud800"}'),
            *("[" * 100_000, '{"a":' * 5_000),
        ],
        ids=lambda body: body[:30],
    )
    def test_what_is_no_description_is_refused(self, client, opened, body):
        assert client.post("/oauth/register/", body, "application/json").status_code == 400
