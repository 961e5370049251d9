"""What is logged of requests as they are served: no addresses, which hold what people search for."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.config.conftest import Serve

WORDS = "Dentist-Durand"


@pytest.mark.django_db(transaction=True)
def test_words_that_are_searched_for_reach_no_log(serve: Serve, capfd: Any) -> None:
    # An operator may have switched granian's log on by the environment.
    service = serve(
        GRANIAN_LOG_ACCESS_ENABLED="true", GRANIAN_LOG_ACCESS_FMT="%(path)s?%(query_string)s"
    )
    for path in ("/", "/families/nobody/transactions/", "/api/openbanking/transactions/search/v1"):
        requests.get(f"{service.site}{path}", {"text": WORDS}, timeout=5)
    service.stop()
    written = capfd.readouterr()
    assert "Serving on" in written.out
    assert WORDS not in written.out + written.err
