"""A TypeScript client generated from the document compiles under `strict` and reads a live answer."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from openbanking.models import Balance
from openbanking.operations.examples import ID
from tests import factories

LONG = "90071992547409.93"  # a double between its neighbours

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def read(node, live_server, sample, alice):
    """Run the client, and return what it read."""

    def read():
        done = node("client.js", live_server.url, ID, ID, TOKEN=factories.make_token(alice))
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return read


def test_client_reads_a_live_answer_and_a_refusal(read):
    answer = read()
    assert (answer["current"], answer["code"]) == (1310.42, "VALIDATION_FAILED")


def test_client_that_asks_for_text_loses_no_digit(read):
    Balance.objects.filter(type="current").update(amount=Decimal(LONG))
    answer = read()
    assert answer["digits"] == LONG
    assert str(answer["current"]) != LONG
