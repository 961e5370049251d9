"""A client of the Powens API 2.0: speaks HTTP, knows neither Django nor our models.

`PowensClient` reads as one Powens user; `create_user` makes one and `renew` asks for a new token of
one. Everything raised is a `PowensError`.
"""

from __future__ import annotations

from openbanking.powens import payloads
from openbanking.powens.application import create_user, renew
from openbanking.powens.client import PowensClient
from openbanking.powens.errors import (
    PowensAuthError,
    PowensBadRequest,
    PowensConflict,
    PowensError,
    PowensNotFound,
    PowensProtocolError,
    PowensRateLimited,
    PowensUnavailable,
)
from openbanking.powens.moments import PowensClock
from openbanking.powens.transport import keep_alive

__all__ = [
    "PowensAuthError",
    "PowensBadRequest",
    "PowensClient",
    "PowensClock",
    "PowensConflict",
    "PowensError",
    "PowensNotFound",
    "PowensProtocolError",
    "PowensRateLimited",
    "PowensUnavailable",
    "create_user",
    "keep_alive",
    "payloads",
    "renew",
]
