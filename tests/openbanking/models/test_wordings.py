"""Transactions by a text: the same rows on both databases, whatever is in it, kept as rows change."""

from __future__ import annotations

import pytest
from django.db import connection as database
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openbanking.fields import fold, folded
from openbanking.models import Transaction
from openbanking.models.word_indexes import _SQLITE
from tests import factories

ODD = "ab AB%_'\"\\éÉèßŒ€☕👩‍🚀İı-*^:()\n\t." + "e\u0301"
TEXTS = st.text(alphabet=ODD, max_size=12) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉPICERIE", "epicerie"),
        ("e\u0301te\u0301", "ete"),
        ("Straße", "strasse"),
        ("a  b\n\tc ", "a b c"),
        ("İstanbul", "istanbul"),
        ("☕️", "☕"),
        ("Ａ１", "a1"),
        ("", ""),
    ],
)
def test_case_accents_and_gaps_do_not_matter(text, folded):
    assert fold(text) == folded


@given(text=TEXTS)
def test_folded_text_stays_as_it_is(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("texts", "kept"),
    [
        (["CARD 2011 BAKERY PARIS", "Bakery Paris", "Bakery", None], "card 2011 bakery paris"),
        (["RENT", "Flat in Lyon", "rent"], "flat in lyon\nrent"),
        (["", None], ""),
    ],
)
def test_text_that_another_holds_is_not_kept_twice(texts, kept):
    assert folded(*texts) == kept


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(wordings=st.lists(TEXTS, min_size=1, max_size=6), note=TEXTS, sought=TEXTS, part=st.booleans())
def test_found_is_whatever_holds_the_text(account, wordings, note, sought, part):
    """Found by either index exactly as Python finds it: the same rows on every database."""
    if part:
        sought = wordings[0][1:6]
    Transaction.objects.all().delete()
    rows = [factories.make_transaction(account, "1", original_wording=each) for each in wordings]
    rows.append(factories.make_transaction(account, "1", original_wording="", note=note))
    holding = {
        row.pk for row in rows if any(fold(sought) in fold(w) for w in (row.original_wording, row.note))
    }
    assert {row.pk for row in Transaction.objects.matching(sought)} == holding


class TestKept:
    @pytest.fixture
    def row(self, account):
        return factories.make_transaction(account, "-1", original_wording="OLD WORDING")

    def found(self, text):
        return Transaction.objects.matching(text).count()

    def test_when_a_row_changes(self, row):
        row.original_wording = "NEW WORDING"
        row.save()
        assert (self.found("old wording"), self.found("new wording")) == (0, 1)

    def test_when_somebody_writes_a_note(self, row):
        row.note = "For the garden"
        row.save_corrections(now=factories.NOW)
        assert (self.found("garden"), self.found("old wording")) == (1, 1)

    def test_when_a_row_is_deleted(self, row):
        row.delete()
        assert self.found("old wording") == 0

    def test_when_rows_are_written_together(self, row):
        row.original_wording = "WRITTEN AGAIN"
        Transaction.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["account", "external_id"],
            update_fields=["original_wording", "words"],
        )
        assert (self.found("old wording"), self.found("written again")) == (0, 1)


@pytest.mark.skipif(database.vendor != "sqlite", reason="SQLite loses triggers as tables are remade")
def test_sqlite_has_every_trigger_after_all_migrations(db):
    with database.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' "
            "AND name LIKE 'transaction_words_%'"
        )
        (there,) = cursor.fetchone()
    assert there == sum("CREATE TRIGGER" in each for each in _SQLITE)
