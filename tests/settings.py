"""The project's settings, made quick and repeatable for the suite."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

os.environ["DEBUG"] = "false"
os.environ["SECRET_KEY"] = "a secret for tests, long enough to keep the checks with deploy quiet"
os.environ["FIELD_ENCRYPTION_KEYS"] = "QcKQk3YVkrh3PzHmSMTVBbhK1TmbhSEiKnvXSqbeLAs="
# Set and empty, so that neither the shell nor a .env decides what is tested.
for name in (
    "POWENS_BASE_URL",
    "POWENS_CLIENT_ID",
    "POWENS_CLIENT_SECRET",
    "ALLOWED_HOSTS",
    "CORS_ALLOWED_ORIGINS",
    "EMAIL_URL",
    "OIDC_ISSUER",
    "DEMO_PASSWORD",
):
    os.environ[name] = ""
# Tests of second factors ask for them; every other one has staff without.
os.environ["STAFF_MFA"] = "optional"

from config.settings import *  # noqa: E402, F403
from config.settings import DATABASES, ON_POSTGRESQL  # noqa: E402

if not ON_POSTGRESQL:
    # A file, as in production: threads and processes meet the real locks of SQLite.
    # Its folder is this process's own, so that runs beside each other do not meet.
    folder = tempfile.TemporaryDirectory(prefix="suite-", ignore_cleanup_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": Path(folder.name) / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Each process counts by itself, and each test from nothing.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
POWENS_CLIENT_ID = "70214001"
POWENS_CLIENT_SECRET = "sandbox-secret"
# What a call leaves in the audit is there when it is answered; tests of batches turn them on.
AUDIT_FLUSH_SECONDS = 0
# What a token opens is asked each time; tests of what is remembered turn that on.
ACCESS_CACHE_SECONDS = 0
