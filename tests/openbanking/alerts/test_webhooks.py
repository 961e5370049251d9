"""What is posted: signed so that anybody can verify it, and with nothing personal in it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from openbanking.alerts import evaluate, send_due
from tests import factories

pytestmark = pytest.mark.django_db
NOW = factories.NOW
GUIDE = Path(__file__).resolve().parents[3] / "docs/alerts.md"
IBAN = "FR3830006000011234567890000"


@pytest.fixture
def posted(account, rule_of, endpoint, receiver):
    """The alert of a balance, posted."""
    account.name, account.iban = "PRIVATE account", IBAN
    account.save()
    factories.make_balance(account, "412.070000000000000001")
    rule_of("balance_below", account=account, amount=Decimal(500), currency="EUR", endpoint=endpoint)
    evaluate(NOW)
    send_due(clock=lambda: NOW)
    return receiver.posted[0]


def test_signature_is_that_of_the_specification(posted, endpoint):
    secret = endpoint.secret.reveal()
    assert secret.startswith("whsec_")
    key = base64.b64decode(secret[len("whsec_") :], validate=True)
    assert len(key) == 32
    content = b".".join(
        [
            posted.headers["webhook-id"].encode(),
            posted.headers["webhook-timestamp"].encode(),
            posted.body,
        ]
    )
    version, _, signature = posted.headers["webhook-signature"].partition(",")
    assert version == "v1"
    assert base64.b64decode(signature) == hmac.new(key, content, hashlib.sha256).digest()


class TestSnippet:
    """The code of the guide, run as it is written."""

    @pytest.fixture
    def is_ours(self, monkeypatch):
        [snippet] = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), re.DOTALL)
        names: dict[str, Any] = {}
        exec(snippet, names)  # noqa: S102
        monkeypatch.setattr(names["time"], "time", NOW.timestamp)
        return names["is_ours"]

    def test_takes_what_is_ours(self, is_ours, posted, endpoint):
        assert is_ours(endpoint.secret.reveal(), posted.headers, posted.body)

    def test_refuses_another_body_or_secret(self, is_ours, posted, endpoint):
        other = "whsec_" + base64.b64encode(bytes(32)).decode()
        assert not is_ours(endpoint.secret.reveal(), posted.headers, posted.body + b" ")
        assert not is_ours(other, posted.headers, posted.body)

    def test_refuses_what_is_old(self, is_ours, posted, endpoint, monkeypatch):
        later = NOW + timedelta(seconds=301)
        monkeypatch.setattr("time.time", later.timestamp)
        assert not is_ours(endpoint.secret.reveal(), posted.headers, posted.body)


def test_body_has_ids_and_every_digit_and_no_name(posted, account):
    body = json.loads(posted.body, parse_float=Decimal)
    assert body["type"] == "alert.raised"
    assert body["timestamp"] == "2026-03-02T09:30:00Z"
    assert body["data"]["accountId"] == str(account.pk)
    assert body["data"]["amount"] == Decimal("412.070000000000000001")
    assert body["data"]["limit"] == 500
    assert None not in body["data"].values()
    text = posted.body.decode()
    assert IBAN not in text
    assert "PRIVATE" not in text


def test_fields_are_those_of_the_guide(posted):
    described = GUIDE.read_text()
    for name in json.loads(posted.body)["data"]:
        assert name in described


def test_secret_is_encrypted_and_in_no_repr(endpoint):
    assert endpoint.secret.reveal() not in repr(endpoint) + str(endpoint) + str(vars(endpoint))
