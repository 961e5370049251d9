"""The kinds of inputs by their names, for who has not set Django up."""

from __future__ import annotations

NAMES = (
    *("csv", "csv-options", "ofx", "camt", "statement", "rates"),
    *("powens-rows", "powens-failures", "powens-moments", "webhook", "signature"),
    *("json", "inputs", "query-strings", "cursors", "filters", "headers", "addresses"),
)
