"""How tests sign in as people do: by the form."""

from __future__ import annotations

import time
from typing import Any

from django.test import Client

from openbanking.signin.sessions import SINCE

PASSWORD = "a password"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(client: Client, name: str, password: str = PASSWORD, **sent: Any) -> Any:
    """Send the form of the login."""
    given = {"login": name, "password": password} | sent
    return client.post("/login/", given, headers={"User-Agent": FIREFOX})


def is_in(client: Client) -> bool:
    """Tell whether a browser is signed in."""
    return "_auth_user_id" in client.session


def signed_in(client: Client, *, ago: float) -> None:
    """Have a browser be signed in for so many seconds."""
    session = client.session
    session[SINCE] = time.time() - ago
    session.save()
