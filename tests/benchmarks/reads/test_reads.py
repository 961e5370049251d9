"""The benchmark of reads runs, and everybody it measures gives the same answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests.benchmarks.reads.comparison import Pace
from tests.benchmarks.reads.growth import Sizes
from tests.benchmarks.reads.load import Exchange
from tests.benchmarks.reads.run import Plan, run

SMALLEST = Plan("a test", Pace(1, 0.05, 0.01, clients=2), Sizes([200], [2, 3], [1]), 0.05, 1, 3)


@pytest.fixture
def database(transactional_db: None) -> Iterator[str]:
    yield (
        urlsplit(os.environ["DATABASE_URL"])
        ._replace(path=f"/{settings.DATABASES['default']['NAME']}")
        .geturl()
    )
    with connection.cursor() as cursor:
        cursor.execute("drop table if exists authtoken_token")


@pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="measured on PostgreSQL only")
def test_the_smallest_run_finds_equal_answers_and_writes_its_page(database, tmp_path):
    page = run(SMALLEST, database, tmp_path).read_text()

    assert page.count("| plain DRF |") == 4
    assert "$" not in page
    assert {each.name for each in tmp_path.rglob("*.svg")} == {
        "benchmarks-reads.svg",
        "benchmarks-growth.svg",
    }


def test_a_body_that_differs_is_no_answer():
    exchange = Exchange(b"", 200, b'{"amount":1.20}')

    assert exchange.accepts(bytearray(b'{"amount":1.20}'))
    assert not exchange.accepts(bytearray(b'{"amount":1.30}'))


def test_a_cursor_may_be_signed_at_another_time():
    exchange = Exchange(b"", 200, b'{"rows":[1],"nextCursor":"abc"}')

    assert exchange.accepts(bytearray(b'{"rows":[1],"nextCursor":"xyz"}'))
    assert not exchange.accepts(bytearray(b'{"rows":[2],"nextCursor":"abc"}'))
