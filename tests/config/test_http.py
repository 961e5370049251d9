"""HTTP around the operations, as the settings have it: caches, compression, foreign pages, slashes."""

from __future__ import annotations

import gzip
import json

import cachecontrol
import pytest
import requests
import requests_cache
from backports import zstd

from tests import factories

LIST = "/api/openbanking/accounts/list/v1"
PAGE = "https://app.example.org"


@pytest.fixture
def token(alice, account):
    """Alice's token; her tenant has an account."""
    return factories.make_token(alice)


@pytest.fixture
def headers(token):
    return {"Authorization": f"Bearer {token}"}


class TestCaches:
    """HTTP caches that nobody here wrote, before the server of `make serve`."""

    @pytest.fixture(params=["CacheControl", "requests-cache"])
    def session(self, request):
        if request.param == "CacheControl":
            return cachecontrol.CacheControl(requests.Session())
        return requests_cache.CachedSession(backend="memory", cache_control=True)

    def test_answer_that_was_revalidated_is_what_it_was(self, token, served, session):
        headers = {"Authorization": f"Bearer {token}"}
        answers = [session.get(f"{served}{LIST}", headers=headers) for _ in range(3)]
        assert [each.headers["Content-Type"] for each in answers] == ["application/json"] * 3
        assert len({each.content for each in answers}) == 1
        assert answers[0].json()["accounts"]

    def test_304_has_no_headers_of_a_body(self, token, served):
        headers = {"Authorization": f"Bearer {token}"}
        etag = requests.get(f"{served}{LIST}", headers=headers, timeout=5).headers["ETag"]
        again = requests.get(f"{served}{LIST}", headers={**headers, "If-None-Match": etag}, timeout=5)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
        assert "Content-Type" not in again.headers
        assert "Content-Length" not in again.headers


class TestCompression:
    """Answers are short on the wire for those who can read them so."""

    @pytest.fixture
    def plain(self, client, headers):
        return client.get(LIST, headers=headers).content

    @pytest.mark.parametrize(("coding", "open_"), [("gzip", gzip.decompress), ("zstd", zstd.decompress)])
    def test_answer_is_the_same_once_it_is_unpacked(self, client, headers, plain, coding, open_):
        answer = client.get(LIST, headers={**headers, "Accept-Encoding": coding})
        assert answer["Content-Encoding"] == coding
        assert json.loads(open_(answer.content)) == json.loads(plain)

    def test_what_is_not_asked_for_is_not_compressed(self, client, headers):
        answer = client.get(LIST, headers=headers)
        assert "Content-Encoding" not in answer
        assert "Accept-Encoding" in answer["Vary"]

    def test_tag_of_a_compressed_answer_is_known_again(self, client, headers):
        sent = {**headers, "Accept-Encoding": "gzip"}
        etag = client.get(LIST, headers=sent)["ETag"]
        assert client.get(LIST, headers={**sent, "If-None-Match": etag}).status_code == 304


class TestForeignPages:
    """Pages of other origins: none may call, but those that are listed."""

    @pytest.fixture
    def open_to_page(self, settings):
        settings.CORS_ALLOWED_ORIGINS = [PAGE]

    def preflight(self, client, path=LIST, origin=PAGE):
        asked = {
            "Origin": origin,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "authorization,if-none-match",
        }
        return client.options(path, headers=asked)

    def test_no_origin_is_allowed_by_default(self, client, headers):
        assert "Access-Control-Allow-Origin" not in self.preflight(client)
        answer = client.get(LIST, headers={**headers, "Origin": PAGE})
        assert "Access-Control-Allow-Origin" not in answer

    @pytest.mark.usefixtures("open_to_page")
    def test_preflight_of_a_listed_origin_is_answered(self, client):
        answer = self.preflight(client)
        assert answer["Access-Control-Allow-Origin"] == PAGE
        assert {"authorization", "idempotency-key", "if-none-match"} <= set(
            answer["Access-Control-Allow-Headers"].split(", ")
        )
        assert "Access-Control-Allow-Credentials" not in answer

    @pytest.mark.usefixtures("open_to_page")
    def test_other_origins_stay_out(self, client):
        assert "Access-Control-Allow-Origin" not in self.preflight(client, origin="https://evil.example")

    @pytest.mark.usefixtures("open_to_page")
    def test_listed_origin_reads_answers_and_refusals_with_their_headers(self, client, headers, db):
        for sent in ({**headers, "Origin": PAGE}, {"Origin": PAGE}):
            answer = client.get(LIST, headers=sent)
            assert answer["Access-Control-Allow-Origin"] == PAGE
            assert "X-Request-Id" in answer["Access-Control-Expose-Headers"]

    @pytest.mark.usefixtures("open_to_page")
    def test_pages_of_the_service_are_not_shared(self, client, db):
        assert "Access-Control-Allow-Origin" not in client.get("/login/", headers={"Origin": PAGE})


class TestSlashes:
    """Addresses for machines have no slash at the end, those of pages have one."""

    @pytest.mark.parametrize("path", [f"{LIST}/", "/mcp/", "/metrics/", "/healthz/", "/readyz/"])
    def test_address_for_machines_with_one_is_a_problem_that_says_so(self, client, path):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
        assert answer.json()["detail"].endswith(path.rstrip("/"))

    @pytest.mark.parametrize("path", ["/contracts", "/contracts/problems", "/login", "/admin"])
    def test_page_without_one_is_redirected(self, client, path):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (301, f"{path}/")
