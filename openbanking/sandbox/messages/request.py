"""A request as the sandbox's handlers see it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from openbanking.sandbox.messages.bodies import fields_of
from openbanking.sandbox.messages.errors import invalid

BASE_PATH = "/2.0"
# More digits than an id or a limit ever has.
LONGEST_NUMBER = 18
# One of `accounts,connector[countries,sources]`.
EXPANSION = re.compile(r"(\w+)(?:\[([^\]]*)\])?")


@dataclass(frozen=True, kw_only=True)
class Request:
    """Method, path below the base, query, body and bearer."""

    method: str
    path: str
    query_text: str = field(repr=False)
    body: bytes = field(repr=False)
    content_type: str
    authorization: str = field(repr=False)
    root: str

    @cached_property
    def query(self) -> dict[str, str]:
        """Return the query; a flag such as `?all` is there with an empty value."""
        return dict(self._pairs)

    @cached_property
    def expansions(self) -> dict[str, frozenset[str]]:
        """Return what `expand` names, each with what it names in its brackets (Powens, API design)."""
        asked = ",".join(value for name, value in self._pairs if name == "expand")
        return {name: frozenset(inner.split(",")) - {""} for name, inner in EXPANSION.findall(asked)}

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        return parse_qsl(self.query_text, keep_blank_values=True)

    @cached_property
    def data(self) -> dict[str, Any]:
        """Return the body, JSON or a flat form; an empty one is an empty object. Raises a 400."""
        return fields_of(self.body, self.content_type)

    @property
    def site(self) -> str:
        """Return the address above the API: below it is the webview too."""
        return self.root.removesuffix(BASE_PATH)

    @property
    def token(self) -> str | None:
        scheme, _, token = self.authorization.partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None

    def flag(self, name: str) -> bool:
        """Tell whether a flag is set, in any of the three forms clients use."""
        return self.query.get(name, "false").lower() not in ("false", "0")

    def expands(self, name: str) -> bool:
        return name in self.expansions

    def number(self, name: str, default: int) -> int:
        """Return a whole number of the query; raises a 400 for what is none."""
        text = self.query.get(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            raise invalid(name)
        return int(text)


def boolean(value: object) -> bool:
    """Read a boolean of a JSON or form body."""
    return str(value).lower() in ("true", "1")
