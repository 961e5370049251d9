"""Refusals in Powens' envelope (Powens, Errors page)."""

from __future__ import annotations


class ApiError(Exception):
    """Ends a request with a status, a code and a technical sentence."""

    def __init__(
        self, status: int, code: str, description: str, *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(description)
        self.status = status
        self.code = code
        self.description = description
        self.headers = headers or {}

    def body(self, request_id: int) -> dict[str, object]:
        return {
            "code": self.code,
            "description": self.description,
            "message": None,
            "request_id": request_id,
        }


class OAuthError(ApiError):
    """The token endpoints answer in OAuth's shape instead."""

    def body(self, request_id: int) -> dict[str, object]:
        return {"error": self.code, "error_description": self.description}


def not_found(what: str = "resource") -> ApiError:
    """Return the 404 that stands for a wrong route, a wrong id and a hidden thing alike."""
    return ApiError(404, "notFound", f"No such {what}")


def missing(parameter: str) -> ApiError:
    return ApiError(400, "missingParameter", f"Missing parameter: {parameter}")


def invalid(parameter: str) -> ApiError:
    return ApiError(400, "invalidValue", f"Invalid value for: {parameter}")
