"""Bodies: read before the application is asked, by all threads but one at a time, up to a size."""

from __future__ import annotations

import io
from threading import Event, Thread
from typing import Any
from wsgiref.util import setup_testing_defaults

import pytest

from config.bodies import IN_MEMORY, REFUSED, BodyGate


class Slow(io.BytesIO):
    """A body whose sender waits until it is told to go on."""

    def __init__(self) -> None:
        super().__init__(b"slow")
        self.asked, self.sent = Event(), Event()

    def read(self, size=-1):
        self.asked.set()
        assert self.sent.wait(10)
        return super().read(size)


class Application:
    """Keeps the bodies it was given, and how requests were refused."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.refused: list[int | None] = []

    def __call__(self, environ, start_response):
        self.bodies.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        self.refused.append(environ.get(REFUSED))
        return [b""]


@pytest.fixture
def application():
    return Application()


def ask(gate, body=None, **more):
    environ = {"REQUEST_METHOD": "POST", **more}
    setup_testing_defaults(environ)
    if body is not None:
        environ["wsgi.input"] = body
    b"".join(gate(environ, None))


def post(gate, body):
    ask(gate, body, CONTENT_LENGTH=str(len(body.getvalue())))


@pytest.mark.parametrize("size", [1, 70_000, IN_MEMORY + 1])
def test_body_is_what_was_sent(application, size):
    post(BodyGate(application, threads=2), io.BytesIO(b"x" * size))
    assert application.bodies == [b"x" * size]


def test_body_of_no_declared_length_is_read_to_its_end(application):
    ask(BodyGate(application, threads=2), io.BytesIO(b"sent in parts"), HTTP_TRANSFER_ENCODING="chunked")
    assert application.bodies == [b"sent in parts"]


@pytest.mark.parametrize("more", [{"CONTENT_LENGTH": "11"}, {"HTTP_TRANSFER_ENCODING": "chunked"}])
def test_body_that_is_too_large_is_refused(application, more):
    ask(BodyGate(application, threads=2, largest=10), io.BytesIO(b"x" * 11), **more)
    assert application.refused == [413]


def test_slow_bodies_leave_one_thread_and_are_refused_beyond(application):
    gate, slow = BodyGate(application, threads=2), Slow()
    waiting = Thread(target=post, args=(gate, slow))
    waiting.start()
    assert slow.asked.wait(10)
    ask(gate)
    post(gate, io.BytesIO(b"another"))
    assert application.refused == [None, 503]
    slow.sent.set()
    waiting.join(10)
    assert application.bodies[-1] == b"slow"


def test_body_is_closed_with_the_answer(application):
    gate, body = BodyGate(application, threads=2), io.BytesIO(b"sent")
    environ: dict[str, Any] = {"CONTENT_LENGTH": "4", "wsgi.input": body}
    b"".join(gate(environ, None))
    assert environ["wsgi.input"] is not body
    assert environ["wsgi.input"].closed


def test_thread_is_free_again_once_a_body_is_there(application):
    gate = BodyGate(application, threads=2)
    for _ in range(3):
        post(gate, io.BytesIO(b"quick"))
    assert application.refused == [None] * 3


@pytest.mark.parametrize(("status", "code"), [(413, "BAD_REQUEST"), (503, "SERVICE_UNAVAILABLE")])
def test_refusal_is_a_problem(client, db, status, code):
    answer = client.get("/api/openbanking/tenants/list/v1", **{REFUSED: status})
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert answer.get("Retry-After") == ("1" if status == 503 else None)


def test_page_is_refused_as_well(client, db):
    assert client.get("/login/", **{REFUSED: 503}).status_code == 503
