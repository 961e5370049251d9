"""What pages may load and run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

PAGES = ["/", "/login/", "/contracts/", "/banking/nothing/"]
TEMPLATES = [
    path
    for folder in ("templates", "contracts/docs/templates", "openbanking")
    for path in (Path(settings.BASE_DIR) / folder).rglob("*.html")
    if "admin" not in path.parts
]
WRITTEN_INTO_THE_PAGE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(src|type)=)", re.IGNORECASE
)


@pytest.mark.parametrize("path", PAGES)
def test_page_may_run_nothing_but_what_this_host_serves(client, alice, path):
    client.force_login(alice)
    policy = client.get(path)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_answers_to_machines_carry_no_policy_for_pages(as_alice):
    answer = as_alice.get("openbanking.tenants.list")
    assert "Content-Security-Policy" not in answer


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_has_no_code_or_style_in_it(path):
    assert not WRITTEN_INTO_THE_PAGE.search(path.read_text())
