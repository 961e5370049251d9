"""Pages that tokens may open as well as sessions."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.views import APIView


class ReadOnlyPage(APIView):
    """A page for sessions and tokens alike, in one form whatever is accepted."""

    http_method_names = ["get", "head"]
    schema = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Take any Accept header."""
        return super().perform_content_negotiation(request, force=True)
