"""Bodies: JSON and both kinds of forms say the same, and what is malformed is refused."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from urllib3 import encode_multipart_formdata

from openbanking.sandbox import ApiError
from openbanking.sandbox.messages.bodies import FORM, fields_of
from tests.openbanking.sandbox.calling import APPLICATION, Caller

FIELDS = {"name": "Épargne & Cie", "comment": "one\r\ntwo\n", "empty": ""}
BOUNDED = "multipart/form-data; boundary=edge"


def as_json(fields):
    return json.dumps(fields).encode(), "application/json; charset=utf-8"


def as_form(fields):
    return urlencode(fields).encode(), f"{FORM}; charset=UTF-8"


def as_multipart(fields):
    return encode_multipart_formdata(fields)


EVERY_FORM = pytest.mark.parametrize("encoded", [as_json, as_form, as_multipart])


def part(head: str, value: str = "v") -> bytes:
    return f"--edge\r\n{head}\r\n\r\n{value}\r\n--edge--\r\n".encode()


@EVERY_FORM
def test_every_form_says_the_same(encoded):
    assert fields_of(*encoded(FIELDS)) == FIELDS


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/json"])
def test_body_of_no_known_type_is_json(content_type):
    assert fields_of(b'{"limit": 1}', content_type) == {"limit": 1}


@pytest.mark.parametrize("content_type", ["application/json", FORM, BOUNDED])
def test_empty_body_says_nothing(content_type):
    assert fields_of(b"", content_type) == {}


def test_last_of_a_repeated_name_counts():
    assert fields_of(b"scope=a&scope=b", FORM) == {"scope": "b"}
    assert fields_of(part('Content-Disposition: form-data; name="a"'), BOUNDED) == {"a": "v"}


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"[1]", "application/json"),
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b"[" * 100_000, "application/json"),
        (b'{"a": 1}', FORM),
        (b"a=%FF", FORM),
        (b"a=\xff", FORM),
        (b"a=1", BOUNDED),
        (b"--edge--\r\n", BOUNDED),
        (part('Content-Disposition: form-data; name="a"'), "multipart/form-data"),
        (part('Content-Disposition: form-data; name="a"')[:-12], BOUNDED),
        (part("Content-Disposition: form-data"), BOUNDED),
        (part("Content-Type: text/plain"), BOUNDED),
        (part("no header at all"), BOUNDED),
        (part('Content-Disposition: form-data; name="a"\r\nContent-Type: message/rfc822'), BOUNDED),
        (part('Content-Disposition: form-data; name="a"').replace(b"v", b"\xff"), BOUNDED),
    ],
)
def test_malformed_body_is_refused(body, content_type):
    with pytest.raises(ApiError, match="The body is not") as refusal:
        fields_of(body, content_type)
    assert (refusal.value.status, refusal.value.code) == (400, "invalidValue")


def send(caller: Caller, method: str, path: str, encoded: tuple[bytes, str]):
    body, content_type = encoded
    return caller.send(method, path, body, headers={"Content-Type": content_type})


@EVERY_FORM
def test_user_is_created_with_every_form(stranger, encoded):
    answer = send(stranger, "POST", "/auth/init", encoded(APPLICATION))
    assert (answer.status, answer.json["type"]) == (200, "permanent")


@EVERY_FORM
def test_token_is_renewed_with_every_form(alice, stranger, encoded):
    renewal = {
        **APPLICATION,
        "grant_type": "client_credentials",
        "id_user": "7",
        "revoke_previous": "true",
    }
    assert send(stranger, "POST", "/auth/renew", encoded(renewal)).status == 200
    assert alice.get("/users/me").status == 401


@EVERY_FORM
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_account_is_named_with_every_form(alice, method, encoded):
    answer = send(alice, method, "/users/me/accounts/9001", encoded({"name": "Épargne"}))
    assert answer.json["name"] == "Épargne"


@EVERY_FORM
def test_connection_is_switched_off_with_every_form(alice, encoded):
    answer = send(alice, "POST", "/users/me/connections/512", encoded({"active": "false"}))
    assert answer.json["active"] is False


def test_malformed_form_is_answered_in_the_envelope(stranger):
    answer = send(stranger, "POST", "/auth/init", (b"--other--", BOUNDED))
    assert (answer.status, answer.code) == (400, "invalidValue")
    assert set(answer.json) == {"code", "description", "message", "request_id"}


class TestChunks:
    @staticmethod
    def chunked(caller: Caller, body: bytes):
        return caller.send("POST", "/auth/init", body, headers={"Transfer-Encoding": "chunked"})

    def test_body_in_chunks_is_read_and_the_next_request_too(self, stranger):
        whole = b'4;name=value\r\n{"a"\r\n4\r\n: 1}\r\n0\r\nTrailer: x\r\n\r\n'
        assert self.chunked(stranger, whole).json["type"] == "temporary"

    @pytest.mark.parametrize("body", [b"x\r\n", b"-1\r\n", b"\r\n", b"1_0\r\n"])
    def test_chunk_of_no_known_size_is_a_400(self, stranger, body):
        answer = self.chunked(stranger, body)
        assert (answer.status, answer.headers["Connection"]) == (400, "close")

    @pytest.mark.parametrize("body", [b"fffffff\r\n", b"80000\r\n" + b" " * 0x80000 + b"\r\n"])
    def test_chunks_too_large_are_a_413(self, stranger, body):
        assert self.chunked(stranger, body * 3).status == 413

    def test_other_encoding_is_a_400(self, stranger):
        answer = stranger.send("POST", "/auth/init", headers={"Transfer-Encoding": "gzip"})
        assert (answer.status, answer.headers["Connection"]) == (400, "close")
