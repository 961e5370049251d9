"""What Powens does not document, or documents in two ways: a client has to get on with all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

import msgspec

from openbanking.sandbox.messages.errors import invalid

INSTANT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


@dataclass(slots=True, kw_only=True)
class Quirks:
    """How the sandbox behaves where it could be otherwise."""

    # Transactions: how many make a page, whatever is asked for; in which order; how far back without
    # days; whether a deletion moves `last_update`; the status of `noAccount`.
    largest_page: int = 1000
    oldest_first: bool = False
    last_month_only: bool = False
    deleting_is_a_change: bool = True
    nothing_enabled: int = 409
    # Other lists: whether `offset` counts, and whether sums and `total` come with accounts.
    minds_offset: bool = True
    gives_totals: bool = True
    # Balances over time: whether what went out is counted downwards.
    negative_expenses: bool = False
    # Forms: what some describe as a number, a word, an object or with a blank comes the other way.
    amounts_as_text: bool = False
    types_as_objects: bool = False
    links_as_text: bool = False
    instants_in_iso: bool = False

    def change(self, **given: Any) -> None:
        """Take on other quirks; raises a 400 for one that is none."""
        known = {each.name: each.default for each in fields(self)}
        for name, value in given.items():
            if name not in known or type(value) is not type(known[name]):
                raise invalid(name)
            setattr(self, name, value)

    def dressed(self, found: Any) -> Any:
        """Return an answer in the forms of these quirks."""
        forms = self.amounts_as_text, self.types_as_objects, self.links_as_text, self.instants_in_iso
        return self._in_form(found) if any(forms) else found

    def _in_form(self, found: Any) -> Any:
        if isinstance(found, dict):
            shown = {name: self._in_form(value) for name, value in found.items()}
            if self.types_as_objects and {"id_type", "type"} <= shown.keys():
                shown["type"] = {"id": shown["id_type"], "name": shown["type"]}
            if self.links_as_text and "_links" in shown:
                shown["_links"] = {name: link and link["href"] for name, link in shown["_links"].items()}
            return shown
        if isinstance(found, list | tuple):
            return [self._in_form(each) for each in found]
        if self.amounts_as_text and isinstance(found, msgspec.Raw):
            return bytes(found).decode()
        if self.instants_in_iso and isinstance(found, str) and INSTANT.fullmatch(found):
            return found.replace(" ", "T")
        return found
