"""A dashboard that any Grafana can import."""

from __future__ import annotations

from itertools import combinations

import yaml

from tests.openbanking.monitoring.documents import dashboard, panels

GRID = 24
SOURCE = {"type": "prometheus", "uid": "${datasource}"}


def cells(panel):
    at = panel["gridPos"]
    return {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}


def test_data_source_is_chosen_by_whoever_looks():
    variable = dashboard()["templating"]["list"][0]
    chosen = (variable["name"], variable["type"], variable["query"])
    assert chosen == ("datasource", "datasource", "prometheus")
    assert all(panel["datasource"] == SOURCE for panel in panels())
    assert all(target["datasource"] == SOURCE for panel in panels() for target in panel["targets"])


def test_panels_are_told_apart():
    ids = [panel["id"] for panel in dashboard()["panels"]]
    assert len(set(ids)) == len(ids)
    for panel in panels():
        refs = [target["refId"] for target in panel["targets"]]
        assert len(set(refs)) == len(refs)


def test_panels_lie_on_the_grid_and_not_on_each_other():
    for panel in dashboard()["panels"]:
        assert max(x for x, _ in cells(panel)) < GRID
    for one, other in combinations(dashboard()["panels"], 2):
        assert not cells(one) & cells(other), (one["title"], other["title"])


def test_panel_says_what_it_shows():
    assert [panel["id"] for panel in panels() if not (panel["title"] and panel["description"])] == []


def test_expressions_are_sound(promtool, tmp_path):
    expressions = [target["expr"] for panel in panels() for target in panel["targets"]]
    recorded = [
        {"record": f"panel:{number}", "expr": each.replace("$__rate_interval", "5m")}
        for number, each in enumerate(expressions)
    ]
    file = tmp_path / "rules.yaml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": recorded}]}))
    assert f"{len(expressions)} rules found" in promtool("check", "rules", str(file))
