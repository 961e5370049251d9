"""Pages that tokens may open as well as sessions."""

from __future__ import annotations

from typing import Any, NoReturn

from rest_framework.request import Request

from contracts import ProblemView, problems


class ReadOnlyPage(ProblemView):
    """A page for sessions and tokens alike, in one form whatever is accepted."""

    http_method_names = ["get", "head"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse any other method, whoever sends it, before asking who that is."""
        if request.method not in self.allowed_methods:
            raise problems.MethodNotAllowed("This page can only be read. Send GET or HEAD.")
        super().initial(request, *args, **kwargs)

    def permission_denied(
        self, request: Request, message: str | None = None, code: str | None = None
    ) -> NoReturn:
        """Tell a stranger how to get in, and anybody else what the permission has to say."""
        if request.authenticators and not request.successful_authenticator:
            raise problems.Unauthenticated(
                "Sign in, or send a token in the header: Authorization: Bearer <token>."
            )
        super().permission_denied(request, message, code)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Take any Accept header."""
        return super().perform_content_negotiation(request, force=True)
