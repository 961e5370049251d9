"""What tokens may be made for (RFC 8707) and how programs find out (RFC 9728, RFC 8414)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from oauth2_provider.oauth2_validators import is_valid_resource_uri, validate_resource_as_url_prefix
from oauth2_provider.views import OAuthProtectedResourceMetadataView

from openbanking.access.oauth import base_of

# Parts of the service that are a resource each, by their paths; the root is all of them.
PARTS = ("api", "mcp")
WELL_KNOWN = "/.well-known/oauth-protected-resource"


def default_resources(request: HttpRequest) -> list[str]:
    """Return what a token is made for whose program says nothing."""
    return [f"{base_of(request)}/{part}" for part in PARTS]


def is_address(resource: str) -> bool:
    """Tell whether a resource is an address at all, whoever's."""
    try:
        return bool(is_valid_resource_uri(resource))
    except ValueError:
        return False


def is_ours(resource: str, request: HttpRequest) -> bool:
    """Tell whether a program may ask for a token for this resource."""
    return is_address(resource) and bool(validate_resource_as_url_prefix(resource, [base_of(request)]))


def challenge(request: HttpRequest) -> str:
    """Return what a refusal says of where to get a token, as a parameter of `WWW-Authenticate`."""
    part = request.path.strip("/").split("/")[0]
    path = f"{WELL_KNOWN}/{part}" if part in PARTS else WELL_KNOWN
    return f'resource_metadata="{base_of(request)}{path}"'


class ResourceMetadata(OAuthProtectedResourceMetadataView):
    """The document of each resource."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer for resources that are there."""
        if kwargs.get("resource_path", PARTS[0]) not in PARTS:
            raise Http404("There is no such resource.")
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_resource(self, request: HttpRequest) -> str:
        """Return the resource that the document is of."""
        path: str = self.kwargs.get("resource_path", "")
        return f"{base_of(request)}/{path}" if path else base_of(request)
