"""Documents are found from their index, and what they link to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
INDEX, DECISIONS = DOCS / "README.md", DOCS / "decisions" / "README.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINKED = re.compile(r"\]\(([^()\s#]*)(?:#([\w-]+))?\)")
CODE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)


def name(document: Path) -> str:
    return str(document.relative_to(ROOT))


def linked(document: Path) -> list[tuple[Path, str]]:
    """Return the files that a document links to, each with the heading in it or an empty text."""
    found = LINKED.findall(CODE.sub("", document.read_text()))
    return [
        ((document.parent / path).resolve() if path else document, heading)
        for path, heading in found
        if "://" not in path
    ]


def anchors(document: Path) -> set[str]:
    """Return the anchors of the headings of a document, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_everything_that_is_linked_is_there_with_its_heading(document):
    broken = [
        f"{name(target)}#{heading}"
        for target, heading in linked(document)
        if not target.exists() or (heading and heading not in anchors(target))
    ]
    assert broken == []


def test_index_is_linked_from_the_front():
    assert INDEX in {target for target, _ in linked(ROOT / "README.md")}


def test_every_page_is_in_the_index():
    pages = set(DOCS.rglob("*.md")) - set(DECISIONS.parent.glob("0*.md")) - {INDEX}
    assert [name(each) for each in pages - {target for target, _ in linked(INDEX)}] == []


def test_index_of_decisions_has_their_titles():
    listed = DECISIONS.read_text()
    for each in DECISIONS.parent.glob("0*.md"):
        number, title = each.read_text().splitlines()[0].removeprefix("# ").split(". ", 1)
        assert f"| [{number}]({each.name}) | {title} |" in listed


def test_map_has_every_room():
    _, _, drawn = (ROOT / "README.md").read_text().partition("## The map")
    rooms = [each.parent.name for each in (ROOT / "openbanking").glob("*/__init__.py")]
    assert [each for each in rooms if each != "migrations" and f" {each}/" not in drawn] == []
