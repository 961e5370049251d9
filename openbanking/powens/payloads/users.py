"""Users and what opens their data (Powens, Authentication page); no token shows itself."""

from __future__ import annotations

from openbanking.powens.payloads.base import Id, Payload


class TokenGrant(Payload):
    access_token: str


class NewUser(Payload):
    auth_token: str
    id_user: Id
    type: str | None = None

    def __repr__(self) -> str:
        return f"<NewUser {self.id_user}>"


class TemporaryCode(Payload):
    code: str

    def __repr__(self) -> str:
        return "<TemporaryCode>"
