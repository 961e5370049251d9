"""Who looks at the pages of members."""

from __future__ import annotations

import pytest


@pytest.fixture
def member(client, alice, alices):
    """Alice's browser: she administers her family."""
    client.force_login(alice)
    return client
