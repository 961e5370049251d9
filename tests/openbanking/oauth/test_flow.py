"""A program is let in by a code with PKCE, and by nothing else."""

from __future__ import annotations

import pytest
from django.utils import timezone
from oauth2_provider.models import AccessToken, Grant

from openbanking.access.groups import groups
from openbanking.models import ApiToken, AuditEntry
from tests import factories
from tests.conftest import Api
from tests.openbanking.oauth.client import AUTHORIZE, REDIRECT, allow, make_application, query_of
from tests.openbanking.signin.signing_in import signed_in

LIST = "openbanking.accounts.list"


def status(token, key=LIST, **asked):
    return Api(token).get(key, **asked).status_code


class TestLettingIn:
    def test_program_reads_what_was_allowed(self, tokens, account):
        token = tokens()["access_token"]
        assert status(token) == 200
        assert status(token, "openbanking.balances.get", accountId=str(account.pk)) == 200

    def test_and_nothing_else(self, tokens, account):
        token = tokens()["access_token"]
        assert status(token, "openbanking.networth.get") == 403

    def test_state_and_issuer_come_back_with_the_code(self, browser, program):
        page = browser.get(AUTHORIZE, program.asking())
        answer = query_of(allow(browser, page))
        assert (answer["state"], answer["iss"]) == ("of-this-visit", "http://testserver")

    def test_scopes_that_are_not_ticked_are_not_given(self, tokens, account):
        given = tokens({"groups": ["balances:read"]})
        assert given["scope"] == "balances:read"
        assert status(given["access_token"]) == 403

    def test_scope_that_was_not_asked_for_cannot_be_ticked(self, browser, program):
        page = browser.get(AUTHORIZE, program.asking(scope="balances:read"))
        answer = allow(browser, page, groups=["alerts:write"])
        assert answer.status_code == 200
        assert not ApiToken.objects.exists()

    def test_program_that_names_no_scope_asks_to_read(self, browser, program):
        page = browser.get(AUTHORIZE, program.asking(scope=None))
        assert page.context["form"].asked == [each for each in groups() if each.endswith(":read")]

    def test_families_are_chosen(self, tokens, alice, alices, account):
        others = factories.make_tenant("others", alice)
        token = tokens({"families": [str(alices.pk)]})["access_token"]
        assert status(token, tenantId=str(alices.pk)) == 200
        assert status(token, tenantId=str(others.pk)) == 404

    @pytest.mark.parametrize("before", [0, 1])
    def test_families_to_come_are_not_opened(self, client, program, code, charlie, before):
        for number in range(before):
            factories.make_tenant(f"family-{number}", charlie)
        client.force_login(charlie)
        token = program.token(code()).json()["access_token"]
        later = factories.make_tenant("later", charlie)
        assert status(token, tenantId=str(later.pk)) == 404

    def test_accounts_are_chosen(self, tokens, account):
        other = factories.make_account(account.connection)
        token = tokens({"accounts": [str(account.pk)]})["access_token"]
        key = "openbanking.balances.get"
        assert status(token, key, accountId=str(account.pk)) == 200
        assert status(token, key, accountId=str(other.pk)) == 404

    def test_program_is_let_into_no_family_unless_one_is_ticked(self, browser, program, alice):
        factories.make_tenant("others", alice)
        page = browser.get(AUTHORIZE, program.asking())
        assert len(page.context["form"]["families"].value()) == 2
        assert "Tick a family." in allow(browser, page, families=[]).content.decode()
        assert not ApiToken.objects.exists()

    def test_refusing_leads_back_without_a_code(self, browser, program):
        page = browser.get(AUTHORIZE, program.asking())
        answer = query_of(allow(browser, page, allow=None, refuse="true"))
        assert (answer["error"], "code" in answer) == ("access_denied", False)
        assert not ApiToken.objects.exists()

    def test_nothing_ticked_is_nothing_allowed(self, browser, program):
        page = browser.get(AUTHORIZE, program.asking())
        answer = allow(browser, page, groups=[])
        assert "Tick what it may do." in answer.content.decode()
        assert not ApiToken.objects.exists()

    def test_somebody_is_asked_each_time_whatever_the_program_would_like(self, browser, program, tokens):
        tokens()
        page = browser.get(AUTHORIZE, program.asking(approval_prompt="auto"))
        assert page.status_code == 200
        program.application.skip_authorization = True
        program.application.save()
        answer = query_of(browser.get(AUTHORIZE, program.asking()))
        assert answer["error"] == "access_denied"

    def test_page_names_the_program_and_where_it_leads(self, browser, program):
        page = browser.get(AUTHORIZE, program.asking()).content.decode()
        for words in ("Let Household book in?", "https://app.example.org", "Balances"):
            assert words in page

    def test_browser_may_follow_the_form_to_the_program_and_nowhere_else(self, browser, program):
        policy = browser.get(AUTHORIZE, program.asking())["Content-Security-Policy"]
        (directive,) = [each for each in policy.split("; ") if each.startswith("form-action")]
        assert directive == "form-action 'self' https://app.example.org"

    def test_stranger_signs_in_first(self, client, program):
        assert client.get(AUTHORIZE, program.asking())["Location"].startswith("/login/")

    def test_who_signed_in_a_while_ago_says_who_they_are_first(self, browser, program):
        signed_in(browser, ago=601)
        answer = browser.get(AUTHORIZE, program.asking())
        assert answer["Location"].startswith("/account/confirm/")

    def test_it_is_listed_and_in_the_audit(self, browser, tokens, alices):
        tokens()
        assert "Household book" in browser.get("/settings/tokens/").content.decode()
        assert AuditEntry.objects.filter(operation="tokens.made", tenant=str(alices.pk)).exists()

    def test_what_was_allowed_and_never_fetched_is_not_listed(self, browser, code):
        code()
        assert "Household book" not in browser.get("/settings/tokens/").content.decode()


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "asked",
        [
            {"response_type": "token"},
            {"code_challenge": None, "code_challenge_method": None},
            {"code_challenge_method": "plain"},
            {"scope": "everything"},
            {"resource": "https://elsewhere.example.org/"},
            {"resource": "http://testserver.example.org/mcp"},
        ],
    )
    def test_request_leads_back_with_an_error(self, browser, program, asked):
        answer = browser.get(AUTHORIZE, program.asking(**asked))
        if answer.status_code == 200:  # only known once the code is made
            answer = allow(browser, answer)
        assert query_of(answer)["error"] in {
            *("unsupported_response_type", "unauthorized_client", "invalid_request"),
            *("invalid_scope", "invalid_target"),
        }
        assert not Grant.objects.exists()
        assert not ApiToken.objects.exists()

    @pytest.mark.parametrize(
        "asked",
        [
            {"redirect_uri": "https://evil.example.org/back"},
            {"redirect_uri": "https://app.example.org/other"},
            {"client_id": "unknown"},
            {"client_id": "a\x00b"},
        ],
    )
    def test_nobody_is_led_to_an_address_that_is_not_the_programs(self, browser, program, asked):
        answer = browser.get(AUTHORIZE, program.asking(**asked))
        assert (answer.status_code, "Location" in answer) == (400, False)

    @pytest.mark.parametrize("client_id", ["unknown", "un\x00known", ""])
    def test_form_for_a_program_that_is_not_there_allows_nothing(self, browser, program, client_id):
        page = browser.get(AUTHORIZE, program.asking())
        answer = allow(browser, page, client_id=client_id)
        assert (answer.status_code, ApiToken.objects.exists()) == (200, False)

    def test_plain_http_is_for_ones_own_machine(self, browser, program):
        app = program.application
        for uri, good in (("http://app.example.org/", 400), ("http://127.0.0.1:8123/back", 200)):
            app.redirect_uris = "http://app.example.org/ http://127.0.0.1/back"
            app.save()
            assert browser.get(AUTHORIZE, program.asking(redirect_uri=uri)).status_code == good

    def test_code_opens_nothing_by_itself(self, code):
        assert status(code()) == 401

    @pytest.mark.parametrize(
        "given",
        [
            {"code_verifier": "another-verifier-of-sufficient-length-for-the-rule"},
            {"code_verifier": None},
            {"redirect_uri": "https://app.example.org/other"},
            {"code": "unknown"},
            {"code": "un\x00known"},
        ],
    )
    def test_code_is_taken_with_what_belongs_to_it(self, code, program, given):
        real = code()
        answer = program._post(
            **{
                "grant_type": "authorization_code",
                "code": real,
                "redirect_uri": REDIRECT,
                "code_verifier": program.verifier,
                **given,
            }
        )
        assert answer.status_code == 400
        assert not AccessToken.objects.exists()

    def test_code_is_taken_once(self, code, program):
        real = code()
        assert program.token(real).status_code == 200
        assert program.token(real).status_code == 400

    def test_code_is_taken_within_a_minute(self, code, program):
        real = code()
        Grant.objects.update(expires=timezone.now())
        assert program.token(real).status_code == 400

    def test_code_of_another_program_is_refused(self, code, program):
        real = code()
        program.application = make_application(name="Other")
        assert program.token(real).status_code == 400

    @pytest.mark.parametrize(
        "grant", ["password", "client_credentials", "urn:ietf:params:oauth:grant-type:device_code", ""]
    )
    def test_no_other_grant_is_offered(self, program, alice, grant):
        answer = program._post(
            grant_type=grant, username="alice", password="a password", device_code="a"
        )
        assert answer.status_code in (400, 401)
        assert not AccessToken.objects.exists()

    def test_confidential_program_shows_its_secret(self, code, program):
        program.application.client_type = "confidential"
        program.application.client_secret = "a-secret-of-the-program"
        program.application.save()
        real = code()
        assert program.token(real, client_secret="wrong").status_code == 401
        assert program.token(real, client_secret="a-secret-of-the-program").status_code == 200


class TestResources:
    def test_token_for_agents_does_not_open_the_api(self, tokens, account):
        given = tokens(resource="http://testserver/mcp")
        assert status(given["access_token"]) == 401

    def test_token_for_the_api_does_not_open_what_is_for_agents(self, tokens, account, client):
        token = tokens(resource="http://testserver/api")["access_token"]
        assert status(token) == 200
        answer = client.post(
            "/mcp", {}, "application/json", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 401

    def test_token_for_nothing_in_particular_opens_both_and_no_other_page(self, tokens, account, client):
        token = tokens()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        assert status(token) == 200
        assert client.post("/mcp", {}, "application/json", headers=headers).status_code != 401
        assert client.get("/metrics", headers=headers).status_code == 401

    def test_resource_is_not_changed_afterwards(self, code, program):
        real = code(resource="http://testserver/mcp")
        answer = program.token(real, resource="http://testserver/api")
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")


class TestMalformed:
    """What no program sends is refused, and is no fault of ours."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [("resource", "https://[x"), ("code_challenge", "x" * 5_000)],
    )
    def test_request_is_refused(self, browser, program, name, value):
        page = browser.get(AUTHORIZE, program.asking(**{name: value}))
        answer = page if page.status_code == 302 else allow(browser, page)
        assert query_of(answer)["error"] in {"invalid_target", "invalid_request"}
        assert not ApiToken.objects.exists()

    def test_form_that_was_changed_on_the_way_is_refused(self, browser, program):
        page = browser.get(AUTHORIZE, program.asking())
        assert allow(browser, page, resource="https://[x").status_code == 400

    def test_nonce_that_was_made_too_long_on_the_way_is_refused(self, browser, program):
        page = browser.get(AUTHORIZE, program.asking())
        answer = allow(browser, page, nonce="x" * 5_000)
        assert query_of(answer)["error"] == "invalid_request"
        assert not ApiToken.objects.exists()

    def test_token_for_no_address_is_refused(self, code, program):
        answer = program.token(code(), resource="https://[x")
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_target")
