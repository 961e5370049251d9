"""What an application asks in its own name: users and tokens (Powens, Authentication page)."""

from __future__ import annotations

from typing import Any

import msgspec

from openbanking.powens import payloads
from openbanking.powens.errors import UNDECODABLE, PowensProtocolError
from openbanking.powens.transport import Anonymous, Transport


def create_user(
    base_url: str, *, client_id: str, client_secret: str, **transport: Any
) -> payloads.NewUser:
    """Create a permanent Powens user and return its id and token.

    Each call makes another, possibly billed, user, so it is never repeated by itself. Raises
    PowensError; a failure without an answer leaves open whether a user was made.
    """
    body = Transport(base_url, auth=Anonymous(), **transport).send(
        "POST", "auth/init", body={"client_id": client_id, "client_secret": client_secret}
    )
    try:
        made = msgspec.json.decode(body, type=payloads.NewUser)
    except UNDECODABLE:
        raise PowensProtocolError("Powens' answer to auth/init holds no user.") from None
    if made.type not in (None, "permanent"):
        raise PowensProtocolError("Powens made a temporary user; the credentials were not taken.")
    return made


def renew(base_url: str, *, client_id: str, client_secret: str, id_user: str, **transport: Any) -> str:
    """Return a new permanent token of a user.

    Without a user's id Powens would create a new, billed user, so an empty one is refused here.
    Raises PowensError; never repeats the call by itself.
    """
    if not id_user:
        raise ValueError("A token is only ever renewed for a known Powens user.")
    body = Transport(base_url, auth=Anonymous(), **transport).send(
        "POST",
        "auth/renew",
        body={
            "grant_type": "client_credentials",
            "client_id": client_id,
            "client_secret": client_secret,
            "id_user": int(id_user),
        },
    )
    try:
        return msgspec.json.decode(body, type=payloads.TokenGrant).access_token
    except UNDECODABLE:
        raise PowensProtocolError("Powens' answer to auth/renew holds no token.") from None
