"""Calls over real HTTP, with nothing of the client under development in between."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from openbanking.sandbox import CLIENT_ID, CLIENT_SECRET

APPLICATION = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: Mapping[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.text, parse_float=Decimal)

    @property
    def code(self) -> str:
        return str(self.json["code"])


@dataclass(frozen=True)
class Caller:
    """Somebody with a token, or without one."""

    base_url: str
    token: str | None = None

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, /, **data: object) -> Answer:
        return self.send("POST", path, json.dumps(data).encode() if data else b"")

    def post_form(self, path: str, **data: str) -> Answer:
        return self.post_pairs(path, list(data.items()))

    def post_pairs(self, path: str, pairs: list[tuple[str, str]]) -> Answer:
        kind = "application/x-www-form-urlencoded"
        return self.send("POST", path, urlencode(pairs).encode(), headers={"Content-Type": kind})

    def delete(self, path: str) -> Answer:
        return self.send("DELETE", path)

    def send(
        self, method: str, path: str, body: bytes = b"", *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        base = urlsplit(self.base_url)
        sent = {"Content-Type": "application/json", **(headers or {})}
        if self.token is not None:
            sent["Authorization"] = f"Bearer {self.token}"
        connection = HTTPConnection(base.hostname or "", base.port or 80, timeout=10)
        try:
            connection.request(method, f"{base.path}{path}", body=body, headers=sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read().decode(), dict(answer.getheaders()))
        finally:
            connection.close()
