"""The present of every test, and numbers that no two rows share."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
numbers = itertools.count(1)
