"""What pages may load and run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import unfold
from django.conf import settings

from config.content_security import RULE_OF_LISTS
from tests import factories

OF_UNFOLD = Path(unfold.__file__).parent / "templates"
# What our copy of Unfold's frame says instead, so that no text of the page becomes code.
SAID_OTHERWISE = [
    ("unfold/js/alpine/alpine.js", "openbanking/vendor/alpine-csp.js"),
    (
        '<style id="unfold-theme-colors">',
        '<style id="unfold-theme-colors" nonce="{{ request.csp_nonce }}">',
    ),
]
OF_BODY = re.compile(r"^ *<body.*?>\n", re.DOTALL | re.MULTILINE)
PAGES = ["/", "/login/", "/contracts/", "/banking/nothing/"]
TEMPLATES = [
    path
    for folder in ("templates", "contracts/docs/templates", "openbanking")
    for path in (Path(settings.BASE_DIR) / folder).rglob("*.html")
    if "admin" not in path.parts
]
WRITTEN_INTO_THE_PAGE = re.compile(
    r"<style(?![^>]*\bnonce=)|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(src|type)=)", re.IGNORECASE
)


@pytest.mark.parametrize("path", PAGES)
def test_page_may_run_nothing_but_what_this_host_serves(client, alice, path):
    client.force_login(alice)
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in f"{policy};"
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


def test_admin_may_run_nothing_else_and_differs_by_styles(client, db):
    client.force_login(factories.make_user("root", is_staff=True, is_superuser=True))
    answer = client.get("/admin/")
    policy = dict(each.strip().split(" ", 1) for each in answer["Content-Security-Policy"].split(";"))
    assert (policy["default-src"], policy["script-src"]) == ("'none'", "'self'")
    assert policy["require-trusted-types-for"] == "'script'"
    assert [each for each in policy.values() if "unsafe" in each] == ["'unsafe-inline'"]
    assert policy["style-src-attr"] == "'unsafe-inline'"
    (nonce,) = re.findall(r"'nonce-([^']+)'", policy["style-src-elem"])
    assert f'<style id="unfold-theme-colors" nonce="{nonce}">' in answer.content.decode()


def test_nonce_is_another_one_for_each_page(client, db):
    client.force_login(factories.make_user("root", is_staff=True, is_superuser=True))
    first, second = (client.get("/admin/")["Content-Security-Policy"] for _ in range(2))
    assert first != second


def test_frame_of_the_admin_is_unfolds_but_for_what_the_policy_refuses():
    """A new release of Unfold may bring another frame: then ours is made anew from it."""
    ours = (Path(settings.BASE_DIR) / "templates/unfold/layouts/skeleton.html").read_text()
    theirs = (OF_UNFOLD / "unfold/layouts/skeleton.html").read_text()
    for said, otherwise in SAID_OTHERWISE:
        assert said in theirs
        theirs = theirs.replace(said, otherwise)
    added = set(ours.splitlines()) - set(OF_BODY.sub("", theirs).splitlines())
    assert set(OF_BODY.sub("", theirs).splitlines()) <= set(ours.splitlines())
    assert sorted(each.split()[0] for each in added) == [
        "<body",
        "<meta",
        "<script",
        ">",
        'x-data="frame({%',
    ]


def test_rule_that_unfold_writes_into_lists_is_the_one_let_pass():
    assert f"<style>{RULE_OF_LISTS}</style>" in (OF_UNFOLD / "admin/change_list.html").read_text()


def test_expressions_that_are_said_otherwise_are_unfolds():
    """Each is written into a template of theirs: one that changes is not forgotten."""
    script = (Path(settings.BASE_DIR) / "openbanking/static/openbanking/admin.js").read_text()
    table = script[script.index("SAID_OTHERWISE = ") :]
    said = re.findall(r'\[\s+("(?:[^"]|"\s*\+\s*")+"),', table)
    written = "".join(each.read_text() for each in OF_UNFOLD.rglob("*.html"))
    written = re.sub(r"{% if command_show_history %}true{% else %}false{% endif %}", "false", written)
    assert len(said) == 3
    for each in said:
        assert re.sub(r'"\s*\+\s*"', "", each).strip('"') in written


def test_answers_to_machines_carry_no_policy_for_pages(as_alice):
    answer = as_alice.get("openbanking.tenants.list")
    assert "Content-Security-Policy" not in answer


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_no_code_or_style_in_it(path):
    assert not WRITTEN_INTO_THE_PAGE.search(path.read_text())
