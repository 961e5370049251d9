"""`manage.py serve`: as many processes as asked for, which count and start together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests import factories
from tests.config.conftest import Serve

TENANTS = "/api/openbanking/tenants/list/v1"
CALLS = 20


@pytest.fixture
def token(transactional_db):
    root = factories.make_user("root", is_staff=True)
    factories.make_tenant("roots", root)
    return factories.make_token(root)


def ask(site: str, path: str, token: str) -> requests.Response:
    return requests.get(f"{site}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=20)


def test_first_calls_of_a_new_process_may_come_all_at_once(serve: Serve, token: str):
    site = serve(workers=2).site
    with ThreadPoolExecutor(CALLS) as callers:
        answers = list(callers.map(lambda _: ask(site, TENANTS, token), range(CALLS)))
    assert {each.status_code for each in answers} == {200}


def test_counters_of_all_processes_are_summed_up(serve: Serve, token: str):
    site = serve(workers=2).site
    for _ in range(CALLS):
        ask(site, TENANTS, token)
    lines = ask(site, "/metrics", token).text.splitlines()
    (counted,) = [each for each in lines if each.startswith("contracts_runs_total{")]
    assert float(counted.rpartition(" ")[2]) == CALLS
