"""The live service against its own document: what is allowed is sent, and what is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import factories

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")


@pytest.mark.django_db(transaction=True)
def test_every_answer_is_as_the_document_says(live_server, alice, sample, tmp_path):
    done = subprocess.run(
        [
            str(SCHEMATHESIS),
            *("--config-file", str(CONFIGURATION)),
            *("run", f"{live_server.url}/api/openapi.json"),
            *("--include-path-regex", "^/api/(openbanking|pfo)/"),
            *("--header", f"Authorization: Bearer {factories.make_token(alice)}"),
            # Django's test server sends head and body apart: a connection that is kept waits 40 ms
            # between the two, for an acknowledgement that the client delays (RFC 1122, 4.2.3.2).
            *("--header", "Connection: close"),
        ],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1", "PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
