"""The OpenAPI document before linters that nobody here wrote."""

from __future__ import annotations

import json

from tests.typescript.conftest import DOCUMENT


def test_redocly_reports_nothing(node):
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    done = node("redocly", "lint", "--format=json", str(DOCUMENT), **quiet)
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["problems"] == []


def test_spectral_reports_nothing(node, project):
    rules = project / "spectral.yaml"
    rules.write_text('extends: ["spectral:oas"]\n')
    done = node("spectral", "lint", str(DOCUMENT), "--ruleset", str(rules), "--fail-severity=hint")
    assert done.returncode == 0, done.stdout + done.stderr
