"""prune: exit codes, plain lines and one JSON document."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from openbanking.management.commands.prune import exit_code
from openbanking.models import WebhookDelivery
from openbanking.retention import KINDS, Pruned

pytestmark = pytest.mark.django_db

NOW = timezone.now()
WENT = Pruned(kind=KINDS[0], before=NOW, rows=1)
KEPT = Pruned(kind=KINDS[1], before=None)
FAILED = Pruned(kind=KINDS[2], before=NOW, failed=True)


@pytest.fixture
def delivery(settings):
    settings.KEEP_WEBHOOK_DELIVERIES_DAYS = 90
    return WebhookDelivery.objects.create(
        external_id="1", event="e", disposition="sync", created_at=NOW - timedelta(days=91)
    )


def test_says_of_each_kind_what_went_and_what_is_kept(delivery, capsys):
    call_command("prune")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("webhook-deliveries: 1 deleted, from before ")
    assert "audit: all kept (AUDIT_DAYS is 0)" in lines
    assert "sessions: 0 deleted" in lines
    assert len(lines) == len(KINDS)


def test_prints_one_json_document_about_the_kinds_that_were_asked_for(delivery, capsys):
    call_command("prune", "--json", "--only", "webhook-deliveries", "--only", "audit")
    printed = json.loads(capsys.readouterr().out)
    assert printed["kinds"][0].pop("before") is not None
    assert printed == {
        "status": "ok",
        "dryRun": False,
        "rows": 1,
        "kinds": [
            {"kind": "webhook-deliveries", "days": 90, "rows": 1, "failed": False},
            {"kind": "audit", "days": 0, "before": None, "rows": 0, "failed": False},
        ],
    }


def test_a_dry_run_says_what_would_go(delivery, capsys):
    call_command("prune", "--dry-run", "--only", "webhook-deliveries")
    assert capsys.readouterr().out.startswith("webhook-deliveries: 1 would go")
    assert WebhookDelivery.objects.exists()


def test_an_unknown_kind_is_wrong_usage():
    with pytest.raises(CommandError, match="no kind money") as refused:
        call_command("prune", "--only", "money")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("done", "code"),
    [([], 0), ([WENT, KEPT], 0), ([FAILED, KEPT], 1), ([WENT, FAILED], 3), (None, 4)],
)
def test_exit_codes(done, code):
    assert exit_code(done) == code
