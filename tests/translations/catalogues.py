"""What the pages of members say, found in the templates and in the code, and its translations.

`python -m tests.translations` writes the catalogues anew: strings that are new are added without a
translation, those that are gone leave, and what is translated is compiled. Needs Babel alone.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from openbanking.models import AlertKind, AlertRule, Flow, Kind, Membership

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("fr", "de")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    # The messages of conditions and the reasons of assessments are shown in the language of a page.
    "Condition": (3,),
    "Assessment": (2,),
}
# Words for values, which are translated where they are shown.
WRITTEN = datetime(2026, 11, 26, tzinfo=UTC)  # the same whenever it is run, so that nothing else changes
WORDS = [
    *(*Kind.labels, *Flow.labels, *Membership.Role.labels),
    *(*AlertKind.labels, *AlertRule.Timing.labels),
]


def extracted() -> Catalog:
    """Return every string of the member templates and of the code, without a translation."""
    catalog = Catalog(project="Family banking", creation_date=WRITTEN)
    for word in WORDS:
        catalog.add(word)
    for text, method in _sources():
        found = extract(
            method, io.BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=["Translators:"]
        )
        for _, message, comments, context in found:
            flags = ["python-format"] if "%(" in "".join(message) else []
            catalog.add(message, auto_comments=comments, context=context, flags=flags)
    return catalog


def _sources() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "templates").rglob("*.*")):
        if "admin" not in path.relative_to(ROOT).parts:
            yield templatize(path.read_text(), origin=str(path)), "javascript"
    for path in sorted((ROOT / "openbanking").rglob("*.py")):
        if "migrations" not in path.parts:
            yield path.read_text(), "python"


def po_of(language: str) -> Path:
    """Return where the translations into a language are kept."""
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def translated(language: str) -> Catalog:
    """Return the translations into a language."""
    with po_of(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def compiled(catalog: Catalog) -> bytes:
    """Return what Django reads of a catalogue."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def written(catalog: Catalog) -> bytes:
    """Return a catalogue as it is kept: in order and without line numbers, so that changes merge."""
    file = io.BytesIO()
    write_po(
        file,
        catalog,
        width=100,
        no_location=True,
        sort_output=True,
        ignore_obsolete=True,
        omit_header=False,
    )
    return file.getvalue()


def update(language: str) -> int:
    """Write the catalogue of a language anew; returns how many strings it does not translate."""
    path = po_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = translated(language) if path.exists() else Catalog(locale=language, domain="django")
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.project, catalog.revision_date, catalog.fuzzy = "Family banking", WRITTEN, False
    catalog.header_comment = "# What the pages of members say. Written by: python -m tests.translations"
    catalog.last_translator = catalog.language_team = catalog.msgid_bugs_address = "Family banking"
    path.write_bytes(written(catalog))
    path.with_suffix(".mo").write_bytes(compiled(catalog))
    return len(missing(catalog))


def missing(catalog: Catalog) -> list[Any]:
    """Return the strings without a translation; of plurals, those of which any form lacks one."""
    return [
        each.id
        for each in catalog
        if each.id and not all(each.string if isinstance(each.string, tuple | list) else [each.string])
    ]
