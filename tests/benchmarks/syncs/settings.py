"""The settings of the tests, with the Powens that the environment names as BANK."""

from __future__ import annotations

import os

from tests.settings import *  # noqa: F403

POWENS_BASE_URL = os.environ["BANK"]
