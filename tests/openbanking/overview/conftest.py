"""Overviews, made the way a client makes them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import exactly

KEY = "pfo.openbanking.generate-overview"
AS_OF = date(2026, 3, 2)


@pytest.fixture
def overview(as_alice):
    """Make an overview over REST and return its figures."""

    def overview(**given):
        asked = {
            "period": "Pmonth",
            "asOf": AS_OF.isoformat(),
            "includeCategories": False,
            "includeCashflowTrend": False,
            **given,
        }
        answer = as_alice.post(KEY, version="1", **asked)
        assert answer.status_code == 200, answer.content
        path = answer.json()["summaryPath"].replace(".md", ".json")
        return exactly(as_alice.client.get(path, headers=as_alice.headers))

    return overview
