"""Ratios that matter, each measured within one run: `python -m tests.benchmarks`.

Prints medians in milliseconds and their ratio. Needs nothing but SQLite in memory; nothing here can
fail, so nothing here is a test.
"""

from __future__ import annotations

import os

import django
from django.test.utils import setup_test_environment


def main() -> None:
    """Measure in an environment of its own, whatever the shell or a .env say."""
    os.environ |= {
        "DATABASE_URL": "sqlite://:memory:",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "LOG_LEVEL": "WARNING",
    }
    django.setup()
    setup_test_environment()
    from tests.benchmarks import answers

    answers.measure()


if __name__ == "__main__":
    main()
