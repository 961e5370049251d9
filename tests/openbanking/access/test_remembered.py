"""Answers that are given again: in the database nobody reads them."""

from __future__ import annotations

import pytest

from contracts.models import RememberedAnswer
from openbanking.models import Transaction
from openbanking.models.keyring import destroy_keys
from tests import factories
from tests.conftest import Api

CORRECT = "openbanking.transactions.correct"


@pytest.fixture
def corrected(account, alice, alices):
    """A command that was sent with a key, and what sends it again."""
    alices.memberships.update(role="admin")
    transaction = factories.make_transaction(account, "-42.17")
    api = Api(factories.make_token(alice), **{"Idempotency-Key": "once"})
    given = {"transactionId": str(transaction.pk), "note": "PRIVATE of hers"}

    def send(status=200):
        answer = api.post(CORRECT, **given)
        assert answer.status_code == status, answer.content
        return answer

    return send


def test_answer_is_given_again(corrected):
    first, second = corrected(), corrected()
    assert second["Idempotency-Replayed"] == "true"
    assert second.json() == first.json()


def test_what_is_remembered_says_nothing_of_it(corrected):
    corrected()
    assert Transaction.objects.get().note == "PRIVATE of hers"
    kept = RememberedAnswer.objects.get().answer
    assert kept.startswith("tenant:")
    assert "PRIVATE" not in kept


def test_it_is_gone_with_the_key_of_the_family(corrected, alices):
    corrected()
    destroy_keys(alices)
    assert b"PRIVATE" not in corrected(status=500).content
