"""Products an application may be without: each answers as if on, or in one of three ways as if not."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from openbanking.sandbox.messages.errors import ApiError, invalid, not_found


class Availability(StrEnum):
    """What an application is answered: that there is a product is all that is documented."""

    ON = "on"
    EMPTY = "empty"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"


@dataclass(slots=True)
class Products:
    """The products of the application."""

    investments: Availability = Availability.ON
    pockets: Availability = Availability.ON
    market_orders: Availability = Availability.ON
    amortizations: Availability = Availability.ON
    account_ownerships: Availability = Availability.ON

    def change(self, **given: Any) -> None:
        """Switch products; raises a 400 for one, or for a way, that there is not."""
        known = {each.name for each in fields(self)}
        for name, value in given.items():
            if name not in known or value not in list(Availability):
                raise invalid(f"{name}; choose of {', '.join(known)}: {', '.join(Availability)}")
            setattr(self, name, Availability(value))

    def listed(self) -> dict[str, str]:
        return asdict(self)

    def has(self, name: str) -> bool:
        """Tell whether a product is on; raises a 403 or a 404 where that is its answer."""
        availability: Availability = getattr(self, name)
        if availability is Availability.FORBIDDEN:
            raise ApiError(403, "forbidden", "The product is not activated")
        if availability is Availability.NOT_FOUND:
            raise not_found()
        return availability is Availability.ON
