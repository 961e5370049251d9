"""Settings: each from the environment, each reported of in `.env.example`, no unsafe default."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config.environment import Environment, Variables
from config.settings import env

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "QcKQk3YVkrh3PzHmSMTVBbhK1TmbhSEiKnvXSqbeLAs="
SOUND = {"DEBUG": "false", "SECRET_KEY": "long and random", "FIELD_ENCRYPTION_KEYS": KEY}


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py as an operator does, with nothing in the environment but this."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite://:memory:", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_ENCRYPTION_KEYS"])
@pytest.mark.parametrize("command", ["check", "sync_powens"])
def test_service_refuses_to_start_without_a_secret(name, command):
    done = manage(command, **{**SOUND, name: ""})
    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_key_that_is_none_is_not_shown():
    done = manage("check", **{**SOUND, "FIELD_ENCRYPTION_KEYS": f"{KEY},not-a-key-but-secret"})
    assert done.returncode == 2
    assert "key number 2" in done.stderr
    assert "but-secret" not in done.stderr


def test_zone_that_is_none_is_named():
    done = manage("check", **SOUND, POWENS_TIMEZONE="Paris")
    assert (done.returncode, "POWENS_TIMEZONE" in done.stderr) == (2, True)


def test_number_that_is_none_is_named():
    done = manage("check", **SOUND, BALANCE_FRESH_HOURS="many")
    assert (done.returncode, "BALANCE_FRESH_HOURS" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


def test_revocation_cannot_be_put_off():
    done = manage("check", **SOUND, ACCESS_CACHE_SECONDS="60")
    assert (done.returncode, "ACCESS_CACHE_SECONDS" in done.stderr) == (2, True)


def test_secret_may_come_from_a_file(tmp_path):
    kept = tmp_path / "key"
    kept.write_text(KEY)
    done = manage(
        "check", **{**SOUND, "FIELD_ENCRYPTION_KEYS": "", "FIELD_ENCRYPTION_KEYS_FILE": str(kept)}
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("secret", ["plain", "$looks-like-a-name", r"back\$slash", "two\nlines"])
def test_value_of_a_file_is_taken_as_it_is_but_for_its_last_line_break(secret, tmp_path, monkeypatch):
    kept = tmp_path / "secret"
    kept.write_text(f"{secret}\n")
    monkeypatch.setenv("CLIENT_SECRET_FILE", str(kept))
    monkeypatch.setattr(Environment, "ENVIRON", Variables(cache=False))
    assert Environment(CLIENT_SECRET=(str, ""))("CLIENT_SECRET") == secret


@pytest.mark.parametrize("secret", ["$looks-like-a-name", r"\$escaped", "cost$10"])
def test_dollar_sign_is_part_of_a_value(secret, monkeypatch):
    monkeypatch.setenv("CLIENT_SECRET", secret)
    assert Environment(CLIENT_SECRET=(str, ""))("CLIENT_SECRET") == secret


class TestKeysOfACommand:
    """A service of keys prints them, when a process starts."""

    @pytest.fixture
    def check(self, tmp_path):
        def check(printed, **environment):
            kept = tmp_path / "keys"
            kept.write_text(printed)
            command = {"FIELD_ENCRYPTION_KEYS_COMMAND": f"cat {kept}"}
            return manage("check", **{**SOUND, "FIELD_ENCRYPTION_KEYS": "", **command, **environment})

        return check

    def test_are_taken_one_a_line(self, check):
        done = check(f"{KEY}\n{KEY}\n")
        assert done.returncode == 0, done.stderr

    def test_are_not_shown_where_they_are_none(self, check):
        done = check("not-a-key-but-secret")
        assert (done.returncode, "key number 1" in done.stderr) == (2, True)
        assert "but-secret" not in done.stdout + done.stderr

    def test_are_missed_where_nothing_is_printed(self, check):
        done = check("")
        assert (done.returncode, "FIELD_ENCRYPTION_KEYS_COMMAND" in done.stderr) == (2, True)

    @pytest.mark.parametrize("command", ["false", "/no/such/command", "cat 'unclosed"])
    def test_command_that_fails_stops_the_service(self, check, command):
        done = check(KEY, FIELD_ENCRYPTION_KEYS_COMMAND=command)
        assert (done.returncode, "FIELD_ENCRYPTION_KEYS_COMMAND" in done.stderr) == (2, True)
        assert "Traceback" not in done.stderr

    def test_are_not_given_twice(self, check):
        assert "not both" in check(KEY, FIELD_ENCRYPTION_KEYS=KEY).stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CORS_ALLOWED_ORIGINS", "http://app.example.org"),
        ("CORS_ALLOWED_ORIGINS", "*"),
        ("CSRF_TRUSTED_ORIGINS", "https://bank.example.org,http://app.example.org"),
        ("CSRF_TRUSTED_ORIGINS", "https://*"),
        ("SITE_URL", "http://bank.example.org"),
        ("OIDC_ISSUER", "http://login.example.org"),
        ("OIDC_ISSUER", "https://[login"),
        ("SECRET_KEY", "django-insecure-and-long-enough-for-everything-else-that-is-checked"),
    ],
)
def test_service_refuses_to_start_on_an_unsafe_setting(name, value):
    done = manage("check", **{**SOUND, name: value})
    assert (done.returncode, name in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr


def test_addresses_of_this_machine_and_over_https_are_fine():
    done = manage(
        "check",
        **SOUND,
        SITE_URL="http://127.0.0.1:8000",
        CORS_ALLOWED_ORIGINS="http://localhost:3000,https://app.example.org",
        CSRF_TRUSTED_ORIGINS="https://*.example.org",
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"DEBUG": "true"}, "DEBUG"),
        ({}, "plain HTTP"),
        ({"ALLOWED_HOSTS": "*", "SECURE_SSL_REDIRECT": "true"}, "ALLOWED_HOSTS"),
    ],
)
def test_other_machines_are_served_nothing_unsafe(given, said):
    done = manage("serve", "--host", "192.0.2.1", **{**SOUND, **given})
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(("said", "seconds"), [("", 5), ("&connect_timeout=2", 2)])
def test_servers_are_all_known_and_given_up_when_they_say_nothing(said, seconds):
    url = f"postgresql://db1:5432,db2:5433/banking?target_session_attrs=read-write{said}"
    done = manage("diffsettings", **{**SOUND, "DATABASE_URL": url})
    (line,) = [each for each in done.stdout.splitlines() if each.startswith("DATABASES = ")]
    database = ast.literal_eval(line.removeprefix("DATABASES = "))["default"]
    assert (database["HOST"], database["PORT"]) == ("db1,db2", "5432,5433")
    assert database["OPTIONS"]["target_session_attrs"] == "read-write"
    assert database["OPTIONS"]["connect_timeout"] == seconds
    assert database["OPTIONS"]["tcp_user_timeout"] == 10_000


def test_example_names_every_variable_and_no_other():
    reported = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert set(env.scheme) == reported
