"""Every string of the pages of members is translated, and what is compiled is what is written."""

from __future__ import annotations

import re

import pytest

from tests.translations import catalogues


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
class TestCatalogue:
    def test_has_every_string_and_no_other(self, language):
        wanted = {each.id for each in catalogues.extracted() if each.id}
        assert {each.id for each in catalogues.translated(language) if each.id} == wanted

    def test_translates_every_string(self, language):
        assert catalogues.missing(catalogues.translated(language)) == []

    def test_is_compiled_as_it_is_written(self, language):
        path = catalogues.po_of(language)
        assert path.with_suffix(".mo").read_bytes() == catalogues.compiled(
            catalogues.translated(language)
        )

    def test_keeps_every_placeholder(self, language):
        for message in catalogues.translated(language):
            if message.id:
                said = message.id if isinstance(message.id, str) else message.id[-1]
                forms = message.string or ""
                last = forms if isinstance(forms, str) else forms[-1]
                assert _placeholders(last) == _placeholders(said)


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|{}", text))
