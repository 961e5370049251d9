"""The page of an operation."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("page", "auth"),
    [("toyshop.prices.get/v1.2.0", "anonymous"), ("toyshop.stock.fill/v1.0.0", "admin")],
)
def test_it_says_who_may_run_it(client, alice, page, auth):
    client.force_login(alice)
    assert f"Auth: <code>{auth}</code>" in client.get(f"/contracts/{page}/").content.decode()
