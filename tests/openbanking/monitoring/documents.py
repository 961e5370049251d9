"""What the documents in docs/monitoring say, and the metrics that their expressions name."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "monitoring"
README = FOLDER / "README.md"
RULES = FOLDER / "alerts.yaml"
RULES_TEST = FOLDER / "alerts_test.yaml"
DASHBOARD = FOLDER / "dashboard.json"

WORDS = {"and", "or", "unless", "group_left"}
STRING = re.compile(r'"[^"]*"')
# Labels stand in braces, and in parentheses after these words; a range stands in brackets.
LABELS = re.compile(r"\{[^}]*\}|\[[^\]]*\]|\b(?:by|without|on|ignoring)\s*\([^)]*\)")
# A name; what a parenthesis follows is a function.
NAME = re.compile(r"\b[a-zA-Z_:][\w:]*\b(?!\s*\()")
SELECTOR = re.compile(r"(\w+)\{([^}]*)\}")
MATCHER = re.compile(r'(\w+)\s*(?:!=|!~|=~|=)\s*"([^"]*)"')


def rules() -> list[dict[str, Any]]:
    """Return the rules of all groups."""
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return document


def panels() -> list[dict[str, Any]]:
    """Return the panels that show something; rows are headings."""
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def expressions() -> dict[str, str]:
    """Return every expression of the rules and the dashboard, by where it stands."""
    of_rules = {rule.get("alert") or rule["record"]: rule["expr"] for rule in rules()}
    of_panels = {
        f"{panel['title']}, {target['refId']}": target["expr"]
        for panel in panels()
        for target in panel["targets"]
    }
    return of_rules | of_panels


def metrics_in(expression: str) -> set[str]:
    """Return the names of the metrics that an expression reads."""
    bare = LABELS.sub(" ", STRING.sub('""', expression))
    return set(NAME.findall(bare)) - WORDS


def matched_in(expression: str) -> set[tuple[str, str, str]]:
    """Return the metric, label and value of everything an expression selects or leaves out."""
    return {
        (metric, label, value)
        for metric, matchers in SELECTOR.findall(expression)
        for label, values in MATCHER.findall(matchers)
        for value in values.split("|")
    }
