"""The rules, the dashboard and the list name metrics that there are; the list names them all."""

from __future__ import annotations

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from openbanking.jobs import has_queue
from openbanking.monitoring.metrics.syncs import MOST_TENANTS
from tests.openbanking.monitoring.documents import (
    README,
    expressions,
    matched_in,
    metrics_in,
    rules,
)
from tests.openbanking.monitoring.metrics.test_collector import STATEMENTS

QUEUE = "openbanking_queue_"
# Made by Prometheus itself: by the scrape, and by a rule.
NOT_SCRAPED = {"up"} | {rule["record"] for rule in rules() if "record" in rule}


@pytest.fixture
def families(scrape, busy) -> list[Metric]:
    return list(text_string_to_metric_families(scrape().content.decode()))


def is_here(name):
    return has_queue() or not name.startswith(QUEUE)


def row(family):
    """Return the line of the list that a metric asks for."""
    name = f"{family.name}_total" if family.type == "counter" else family.name
    labels = dict.fromkeys(label for sample in family.samples for label in sample.labels)
    labels.pop("le", None)
    unit = "number"
    if name.endswith("_seconds"):
        unit = "seconds since 1970" if name.endswith("_timestamp_seconds") else "seconds"
    words = (f"`{name}`", family.type, ", ".join(labels), unit, family.documentation)
    return f"| {' | '.join(words)} |"


def test_list_of_metrics_is_that_of_a_scrape(families):
    listed = [line for line in README.read_text().splitlines() if line.startswith("| `")]
    scraped = [
        row(family)
        for family in families
        if family.name.startswith(("openbanking_", "contracts_"))
        and not family.name.endswith("_created")
    ]
    assert [line for line in listed if is_here(line.removeprefix("| `"))] == scraped


def test_expressions_read_metrics_that_are_scraped(families):
    scraped = {sample.name for family in families for sample in family.samples}
    for where, expression in expressions().items():
        read = metrics_in(expression)
        assert read, where
        assert {name for name in read - NOT_SCRAPED if is_here(name)} <= scraped, where


def test_expressions_select_by_values_that_occur(families):
    occurring = {
        (sample.name, label, value)
        for family in families
        for sample in family.samples
        for label, value in sample.labels.items()
    }
    for where, expression in expressions().items():
        selected = {
            (metric, label, value)
            for metric, label, value in matched_in(expression)
            if metric.startswith("openbanking_") and label != "job" and is_here(metric)
        }
        assert selected <= occurring, where


def test_limits_are_those_of_the_code():
    text = " ".join(README.read_text().split())
    assert f"up to {MOST_TENANTS} tenants" in text
    assert "takes {sqlite} statements, {postgresql} on PostgreSQL".format(**STATEMENTS) in text


def test_names_are_told_from_functions_and_labels():
    expression = 'sum by (a) (rate(b{c="d e"}[5m])) / on (f) group_left max(g) > 3 * h unless i'
    assert metrics_in(expression) == {"b", "g", "h", "i"}
    assert matched_in('x{a="1", b=~"2|3"} - y{c!="4"}') == {
        *(("x", "a", "1"), ("x", "b", "2"), ("x", "b", "3"), ("y", "c", "4"))
    }


def test_scrape_follows_the_conventions(scrape, busy, promtool):
    assert promtool("check", "metrics", given=scrape().content) == ""
