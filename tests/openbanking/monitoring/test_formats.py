"""Metrics in the format that is accepted: Prometheus' text of either version, or OpenMetrics."""

from __future__ import annotations

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read_openmetrics
from prometheus_client.parser import text_string_to_metric_families as read_text

from tests.openbanking.monitoring.scraping import values_of

TEXT = "text/plain; version=0.0.4; charset=utf-8"
# What Prometheus 3 sends.
PROMETHEUS = (
    "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
    "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
    "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("", TEXT),
        ("*/*", TEXT),
        ("text/html,application/xhtml+xml", TEXT),
        ("text/plain", TEXT),
        ("text/plain; version=0.0.4", TEXT),
        (
            "text/plain; version=1.0.0",
            "text/plain; version=1.0.0; charset=utf-8; escaping=underscores",
        ),
        (
            "application/openmetrics-text",
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        ),
        (
            PROMETHEUS,
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=allow-utf-8",
        ),
    ],
)
def test_format_follows_what_is_accepted(scrape, accept, content_type):
    assert scrape(accept)["Content-Type"] == content_type


@pytest.mark.parametrize(
    "accept", ["text/plain; version=x", "application/openmetrics-text; version=x.1"]
)
def test_version_that_is_none_gets_the_plain_format(scrape, accept):
    assert scrape(accept)["Content-Type"] == TEXT


def test_formats_say_the_same(scrape, busy):
    openmetrics = scrape("application/openmetrics-text").content.decode()
    assert openmetrics.endswith("# EOF\n")
    assert "# UNIT openbanking_last_sync_timestamp_seconds seconds\n" in openmetrics
    ours = [
        {name: values for name, values in values_of(families).items() if name.startswith("openbanking_")}
        for families in (read_openmetrics(openmetrics), read_text(scrape().content.decode()))
    ]
    assert ours[0] == ours[1]
    assert "openbanking_connections" in ours[0]


def test_answer_is_for_this_format_and_this_moment(scrape):
    response = scrape()
    assert response["Cache-Control"] == "no-store"
    assert "Accept" in response["Vary"]
