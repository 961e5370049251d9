"""Fields as rows of a page's table."""

from __future__ import annotations

from contracts.docs.tables import tables_of
from contracts.schema import fields
from contracts.schema.shapes import Input


class PageInput(Input):
    """A page."""

    page_size = fields.Int(default=50, help_text="Rows a page.")
    cursor = fields.String(required=False, help_text="Where to go on.")


def test_default_is_told_beside_the_meaning():
    (table,) = tables_of(PageInput)
    assert [row.description for row in table.rows] == [
        "Rows a page. 50 when left out.",
        "Where to go on.",
    ]
    assert not any(row.required for row in table.rows)
