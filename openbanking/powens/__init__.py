"""A client of the Powens API 2.0: speaks HTTP, knows neither Django nor our models.

`PowensClient` reads as one Powens user; `renew` asks for a new token of one. Everything raised is a
`PowensError`.
"""

from __future__ import annotations

from openbanking.powens import payloads
from openbanking.powens.client import PowensClient, renew
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
    "payloads",
    "renew",
]
