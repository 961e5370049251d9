"""The service as a server runs it, in this process and over a database of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.conf import settings
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from tests.postgresql import postgresql


@contextmanager
def serving_in_process(*, log_level: str) -> Iterator[None]:
    """Set Django up over an empty PostgreSQL; what was collected for the audit is written at the end."""
    with postgresql() as url:
        os.environ |= {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "LOG_LEVEL": log_level,
        }
        django.setup()
        # As a server is run: what a token opens is remembered, and the audit written in batches.
        settings.ACCESS_CACHE_SECONDS, settings.AUDIT_FLUSH_SECONDS = 1, 3600
        setup_test_environment()
        from openbanking.access import batches

        databases = setup_databases(verbosity=0, interactive=False)
        try:
            yield
            batches.current.flush()
        finally:
            teardown_databases(databases, verbosity=0)
