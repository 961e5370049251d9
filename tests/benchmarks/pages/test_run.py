"""The benchmark of pages runs, and measures every page."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from tests import visits, visits_of_admin
from tests.benchmarks.pages.run import Plan, run
from tests.openbanking.conftest import batch  # noqa: F401  (what is read is on record later)

SMALLEST = Plan("a test", 1, 2, 4, 40, 1)


@pytest.mark.skipif(not settings.ON_POSTGRESQL, reason="measured on PostgreSQL only")
@pytest.mark.django_db(transaction=True)
def test_the_smallest_run_measures_every_page_and_writes_its_own(tmp_path, batch):  # noqa: F811
    here = urlsplit(os.environ["DATABASE_URL"])
    url = here._replace(path=f"/{settings.DATABASES['default']['NAME']}").geturl()
    try:
        page = run(SMALLEST, url, tmp_path).read_text()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("drop table if exists authtoken_token")
    for visit in (*visits.OF_MEMBERS, *visits_of_admin.of_admin()):
        assert f"| {visit} |" in page
    assert "$" not in page
