"""The benchmark of syncs measures what it says: the same rows, read to the end by each."""

from __future__ import annotations

import re

import pytest

from openbanking.models import Transaction
from openbanking.sync import Scope, run_sync
from tests.benchmarks.syncs.measure import link
from tests.benchmarks.syncs.questions import Beside, Compared, Results
from tests.benchmarks.syncs.report import write
from tests.benchmarks.syncs.run import Figures, Plan, bank

ROWS = 2_100


@pytest.mark.django_db
def test_bank_gives_every_row_and_then_nothing_new(settings):
    with bank(ROWS) as settings.POWENS_BASE_URL:
        link(2)
        first, again = run_sync(Scope()), run_sync(Scope())
    assert (first.status, again.status) == ("ok", "ok")
    assert first.totals.transactions.added == 2 * ROWS == Transaction.objects.count()
    assert again.totals.transactions.written == 0
    assert again.totals.transactions.seen < ROWS


def test_page_has_a_figure_for_everything(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.benchmarks.reads.machine.facts", lambda url: [("processor", "one")])
    some = Figures(seconds=2.0, rows=100, megabytes=110.0, logged=300.0)
    beside = Beside(first=some, again=some, bytes_a_row=1_234.5)
    all_alike = dict.fromkeys(("bare", "ours", "orm"), some)
    each = Compared(first=all_alike, again=all_alike)
    results = Results(
        compared=each,
        waiting=each,
        memory={10: some, 100: some},
        workers={1: 5.0, 2: 9.0},
        quiet={1: 7.0},
        jobs={1: 6.0, 4: 8.0},
        stored={10: beside, 100: beside},
    )
    page = write(Plan.quick(), results, "", tmp_path).read_text()
    assert "| this service | 50 | 1.00 | 50 | 1.00 |" in page
    assert "logged 3.0 bytes of WAL a row" in page
    assert "| 2 | 9.0 | 1.8 |" in page
    assert "| 4 | 8.0 | 1.3 |" in page
    assert "$" not in page
    for image in re.findall(r"!\[.*\]\((.*)\)", page):
        assert (tmp_path / image).read_text().startswith("<svg")
