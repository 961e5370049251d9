"""Idempotency keys: a command that is sent again is answered again, and runs once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client

from contracts.caller import Caller
from contracts.execution.call import Call
from contracts.execution.idempotency import once
from contracts.execution.runner import run
from contracts.models import RememberedAnswer
from contracts.problems import BadRequest, Conflict
from tests.contracts.declaring import named
from tests.contracts.people import make_user
from tests.contracts.toyshop.operations import STOCK as SHELF

STOCK = "/api/toyshop/stock/fill/v1.0.0"
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(db):
    return make_user("root", is_staff=True, is_superuser=True)


@pytest.fixture
def fill(root):
    """Put a toy on the shelf under a key."""
    operation = named("toyshop.stock.fill")

    def fill(key, toy="marble", user=root, now=NOW):
        return run(operation, Caller(user), {"toyName": toy}, idempotency_key=key, clock=lambda: now)

    return fill


def test_same_key_and_input_is_answered_again_and_runs_once(fill):
    first, second = fill("a"), fill("a")
    assert second.body == first.body
    assert (first.replayed, second.replayed) == (False, True)
    assert SHELF == {"marble": 1}


def test_other_key_runs_again(fill):
    fill("a")
    assert fill("b").body["inStock"] == 2


def test_other_input_under_the_same_key_is_a_conflict(fill):
    fill("a")
    with pytest.raises(Conflict, match="Use a new key") as refusal:
        fill("a", toy="top")
    assert not refusal.value.retryable


def test_keys_of_callers_are_their_own(fill):
    other = make_user("other", is_staff=True, is_superuser=True)
    fill("a")
    assert not fill("a", user=other).replayed


def test_keys_of_credentials_are_their_own(fill, root):
    operation = named("toyshop.stock.fill")

    def fill_with(pk):
        caller = Caller(root, credential=SimpleNamespace(pk=pk))
        return run(operation, caller, {"toyName": "marble"}, idempotency_key="a", clock=lambda: NOW)

    assert not fill("a").replayed
    assert [fill_with(pk).replayed for pk in (1, 2, 1)] == [False, False, True]


def test_same_input_about_another_tenant_is_another_one(root):
    operation = named("toyshop.stock.fill")

    def sent(tenant):
        call = Call(
            operation=operation, caller=Caller(root), tenant=SimpleNamespace(pk=tenant), arguments={}
        )
        return once(call, "a", {}, lambda: {"of": tenant}, now=NOW)

    assert sent(1) == ({"of": 1}, False)
    with pytest.raises(Conflict, match="another input"):
        sent(2)
    assert sent(1) == ({"of": 1}, True)


def test_refused_command_may_be_sent_again(fill):
    for _ in range(2):
        with pytest.raises(Conflict, match="shelf is full"):
            fill("a", toy="robot")
    assert not RememberedAnswer.objects.exists()


def test_failed_command_may_be_sent_again(fill):
    with pytest.raises(RuntimeError):
        fill("a", toy="bomb")
    assert not RememberedAnswer.objects.exists()


def test_second_request_while_the_first_runs_is_reported_to_wait(root):
    operation = named("toyshop.stock.fill")
    call = Call(operation=operation, caller=Caller(root), tenant=None, arguments={})

    def meanwhile():
        with pytest.raises(Conflict, match="still running") as refusal:
            once(call, "a", {}, dict, now=NOW)
        assert (refusal.value.retryable, refusal.value.retry_after) == (True, 1)
        return {"ran": "once"}

    assert once(call, "a", {}, meanwhile, now=NOW) == ({"ran": "once"}, False)


def test_command_whose_process_died_is_taken_over(fill, root):
    fill("a")
    RememberedAnswer.objects.update(answered_at=None, started_at=NOW - timedelta(minutes=16))
    assert not fill("a").replayed


def test_answer_is_forgotten_after_a_day(fill):
    fill("a")
    assert not fill("a", now=NOW + timedelta(hours=25)).replayed


@pytest.mark.parametrize("key", ["", "x" * 256, "a\nb", "\x00"])
def test_key_that_is_none_is_refused(fill, key):
    with pytest.raises(BadRequest, match="Idempotency-Key"):
        fill(key)


def test_header_carries_the_key(root):
    client = Client(headers={"Idempotency-Key": "a"})
    client.force_login(root)
    first, second = (
        client.post(STOCK, {"toyName": "marble"}, content_type="application/json") for _ in range(2)
    )
    assert second.content == first.content
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"


def backwards(call, text):
    """Stand for what encrypts: the same both ways."""
    assert call.operation == named("toyshop.stock.fill")
    return text[::-1]


def test_answer_is_remembered_as_the_project_seals_it(fill, settings):
    path = f"{__name__}.backwards"
    settings.CONTRACTS = {**settings.CONTRACTS, "SEAL": path, "UNSEAL": path}
    first, second = fill("a"), fill("a")
    assert RememberedAnswer.objects.get().answer.startswith("}")
    assert (second.replayed, second.body) == (True, first.body)


def test_digest_of_an_input_depends_on_the_secret_of_the_project(fill, settings):
    fill("a")
    before = RememberedAnswer.objects.get().digest
    RememberedAnswer.objects.all().delete()
    settings.SECRET_KEY = "another one, by which nothing that was kept can be guessed at"
    fill("a")
    assert RememberedAnswer.objects.get().digest != before
