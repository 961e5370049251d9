"""What every page shows around its content, whoever made it; it costs no statement."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

# Under which name a session keeps the family that was last looked at.
LAST_FAMILY = "family"


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Return which family the navigation leads to: on pages of none, the last one looked at."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"last_family": ""}
    return {"last_family": request.session.get(LAST_FAMILY, "")}
