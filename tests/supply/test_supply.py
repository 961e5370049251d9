"""What the service is made of: known licences, no known faults, a wheel that is made alike twice."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.supply import advisories, licences
from tests.supply.requirements import REQUIREMENTS, ROOT, pinned
from tests.supply.wheel import built

KEY = "QcKQk3YVkrh3PzHmSMTVBbhK1TmbhSEiKnvXSqbeLAs="


def test_every_package_is_pinned_with_its_digests():
    lines = [each for each in REQUIREMENTS.read_text().splitlines() if "==" in each]
    assert {each.partition("==")[0].partition("[")[0] for each in lines} == set(pinned())
    assert all(each.endswith("\\") for each in lines)


def test_licence_that_nothing_allows_is_found(monkeypatch, capsys):
    said = {"freely": ["MIT"], "dearly": ["Proprietary"], "ofxtools": ["GPL-3.0-only"], "elsewhere": []}
    monkeypatch.setattr(licences, "licences", lambda: said)
    assert licences.main() == 1
    assert "the licence of dearly:" in capsys.readouterr().out


def test_package_whose_licence_is_no_exception_any_more_is_struck_from_the_list():
    assert licences.EXCEPTIONS.keys() <= pinned().keys()


@pytest.fixture
def known(monkeypatch):
    """Let the source of advisories say something of each package."""

    def known(*packages):
        monkeypatch.setattr(advisories, "_asked", lambda: packages)

    return known


def test_vulnerability_fails_the_check(known, capsys):
    advisory = {"id": "PYSEC-2026-1", "fix_versions": ["2.0"]}
    known(
        {"name": "a", "version": "1.0", "vulns": [advisory]}, {"name": "b", "version": "1", "vulns": []}
    )
    assert advisories.main() == 1
    assert "a 1.0: PYSEC-2026-1" in capsys.readouterr().out


@pytest.mark.parametrize("packages", [[], [{"name": "a", "skip_reason": "not found"}]])
def test_source_that_says_nothing_is_no_clean_bill(known, capsys, packages):
    known(*packages)
    assert advisories.main() == 0
    assert capsys.readouterr().out.startswith("Skipped")


@pytest.mark.skipif(not shutil.which("git"), reason="a wheel is made of what is committed")
def test_two_wheels_of_one_commit_are_the_same_and_complete(tmp_path):
    first, second = (tmp_path / name for name in ("first", "second"))
    for each in (first, second):
        each.mkdir()
    wheel = built(first)
    assert wheel.read_bytes() == built(second).read_bytes()
    with zipfile.ZipFile(wheel) as packed:
        names = set(packed.namelist())
        packed.extractall(tmp_path / "installed")
    assert {"manage.py", "templates/base.html", "openbanking/static/openbanking/admin.js"} <= names
    assert not [each for each in names if each.startswith(("tests/", "docs/decisions", ".git"))]
    done = subprocess.run(
        [sys.executable, "-c", STARTED],
        cwd=tmp_path / "installed",
        env={
            "SECRET_KEY": "for this test alone",
            "FIELD_ENCRYPTION_KEYS": KEY,
            "ALLOWED_HOSTS": "testserver",
            "DATABASE_URL": "sqlite://:memory:",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [200, 200, "installed"]


# A page and an operation, which is on record, of a service that has nothing but the wheel.
STARTED = """
import json, os, pathlib
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
import config
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
place = pathlib.Path(config.__file__).parents[1].name
from openbanking.models import User
client = Client()
page = client.get("/login/").status_code
client.force_login(User.objects.create(username="alice"), "django.contrib.auth.backends.ModelBackend")
answer = client.get("/api/openbanking/tenants/list/v1").status_code
print(json.dumps([page, answer, place]))
"""


def test_checks_are_named_in_the_makefile():
    """What a release needs can be made by its name."""
    targets = (ROOT / "Makefile").read_text()
    assert all(f"\n{each}: " in targets for each in ("fuzz", "sbom", "wheel", "requirements"))


def test_bill_of_materials_lists_every_package(tmp_path):
    bill = tmp_path / "sbom.json"
    subprocess.run(
        [
            *(str(Path(sys.executable).with_name("cyclonedx-py")), "requirements"),
            *("--output-reproducible", "--of", "JSON", "-o", str(bill), str(REQUIREMENTS)),
        ],
        check=True,
        capture_output=True,
    )
    listed = json.loads(bill.read_text())["components"]
    assert {each["name"].lower() for each in listed} == set(pinned())
    assert all(each["externalReferences"] for each in listed)
