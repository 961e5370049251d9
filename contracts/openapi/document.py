"""The OpenAPI 3.1 document of operations, and of nothing else."""

from __future__ import annotations

from typing import Any

from drf_spectacular.generators import SchemaGenerator

from contracts.conf import contracts_settings


class ContractsGenerator(SchemaGenerator):
    """Builds the document of the registry's operations, and of nothing else."""

    def get_schema(self, request: Any = None, public: bool = True) -> dict[str, Any]:
        document: dict[str, Any] = super().get_schema(request=request, public=public)
        document["components"]["securitySchemes"] = {
            "bearer": {
                "type": "http",
                "scheme": "bearer",
                "description": "A token of this service.",
            },
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": contracts_settings().session_cookie,
                "description": "The browser's session; commands also need the CSRF token.",
            },
        }
        return document
