"""A refusal as a problem document (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.urls import reverse

CONTENT_TYPE = "application/problem+json"
# So many things that are wrong are named of a list, or beside the fields: more help nobody.
MOST_ISSUES = 100


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong with the input; the path is made of wire names and positions."""

    path: str
    code: str
    message: str


class Problem(Exception):
    """A refusal with a status, a code a machine can branch on, and a sentence for a person."""

    # Names the kind in its address; never changes once it is published.
    slug: ClassVar[str] = "internal-error"
    status: ClassVar[int] = 500
    code: ClassVar[str] = "INTERNAL_ERROR"
    title: ClassVar[str] = "Internal error"
    category: ClassVar[str] = "internal"
    severity: ClassVar[str] = "error"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str,
        *,
        issues: Sequence[Issue] = (),
        retry_after: int | None = None,
        args: Mapping[str, Any] | None = None,
        category: str | None = None,
        retryable: bool | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.issues = tuple(issues)
        self.retry_after = retry_after
        self.extensions = dict(args or {})
        if category is not None:
            self.category = category  # type: ignore[misc]
        if retryable is not None:
            self.retryable = retryable  # type: ignore[misc]

    @classmethod
    def type_uri(cls) -> str:
        """Return the address of the kind (RFC 9457, 3.1.1), the path of the page that explains it."""
        return reverse("contracts-problem", args=[cls.slug])

    def body(
        self, *, instance: str, trace_id: str, operation: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Return the problem document; `instance` is the path asked for, without its query."""
        body: dict[str, Any] = {
            "type": self.type_uri(),
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "instance": instance,
            "category": self.category,
            "severity": self.severity,
            "retryable": self.retryable,
        }
        if self.retry_after is not None:
            body["retryAfter"] = self.retry_after
        body["traceId"] = trace_id
        if operation is not None:
            body["operation"] = dict(operation)
        if self.issues:
            body["issues"] = [
                {"path": each.path, "code": each.code, "message": each.message} for each in self.issues
            ]
        if self.extensions:
            body["args"] = self.extensions
        return body
