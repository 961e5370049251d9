"""Alerting rules: sound, tested both ways, and of use to whoever is woken."""

from __future__ import annotations

import re

import pytest
import yaml

from openbanking.monitoring.readiness import READINESS
from tests.openbanking.monitoring.documents import RULES, RULES_TEST, rules

ALERTS = {rule["alert"]: rule for rule in rules() if "alert" in rule}
NAMED = re.compile(r'alertname=~?"([^"]+)"')


def cases():
    """Return each check of the tests: the pattern of the alerts it is about, and what it expects."""
    for test in yaml.safe_load(RULES_TEST.read_text())["tests"]:
        for case in test.get("promql_expr_test", ()):
            fired = [name for each in case["exp_samples"] for name in NAMED.findall(each["labels"])]
            yield from ((pattern, fired) for pattern in NAMED.findall(case["expr"]))
        for case in test.get("alert_rule_test", ()):
            yield case["alertname"], [case["alertname"] for _ in case["exp_alerts"]]


def test_rules_are_sound(promtool):
    promtool("check", "rules", str(RULES))


def test_alerts_fire_when_they_should_and_no_sooner(promtool):
    promtool("test", "rules", str(RULES_TEST))


@pytest.mark.parametrize("alert", ALERTS)
def test_alert_is_tested_both_ways(alert):
    about = [fired for pattern, fired in cases() if re.fullmatch(pattern, alert)]
    assert any(alert in fired for fired in about)
    assert any(alert not in fired for fired in about)


@pytest.mark.parametrize("alert", ALERTS)
def test_alert_says_how_bad_it_is_what_is_wrong_and_what_to_do(alert):
    rule = ALERTS[alert]
    assert rule["labels"]["severity"] in {"critical", "warning", "info"}
    assert rule["annotations"]["summary"]
    assert rule["annotations"]["description"].endswith(".")


@pytest.mark.parametrize("check", READINESS)
def test_every_check_of_readiness_is_explained(check):
    assert f"{check}: " in ALERTS["OpenBankingNotReady"]["annotations"]["description"]
