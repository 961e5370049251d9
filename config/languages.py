"""The languages that pages and mails are written in, and where their translations are."""

from __future__ import annotations

from pathlib import Path

SETTINGS = {
    "USE_I18N": True,
    "LANGUAGE_CODE": "en-gb",
    # Each in its own words: whoever cannot read the page finds their language all the same.
    "LANGUAGES": [("en-gb", "English"), ("fr", "Français"), ("de", "Deutsch")],
    "LOCALE_PATHS": [Path(__file__).resolve().parent.parent / "locale"],
    # What somebody chose who is not signed in; once they are, their own choice is in force.
    "LANGUAGE_COOKIE_AGE": 31_536_000,
}
