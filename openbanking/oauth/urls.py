"""The addresses of OAuth: of the toolkit's those that are offered here."""

from __future__ import annotations

from django.urls import include, path
from oauth2_provider import views

from openbanking.oauth.endpoints import Register, Registered, Revoke, Token
from openbanking.oauth.pages import Consent
from openbanking.oauth.resources import ResourceMetadata

known = [
    path(
        ".well-known/oauth-authorization-server",
        views.OAuthServerMetadataView.as_view(),
        name="oauth-server-metadata",
    ),
    path(
        ".well-known/oauth-protected-resource",
        ResourceMetadata.as_view(),
        name="oauth-resource-metadata",
    ),
    path(
        ".well-known/oauth-protected-resource/<path:resource_path>",
        ResourceMetadata.as_view(),
        name="oauth-resource-metadata-path",
    ),
    path("oauth/authorize/", Consent.as_view(), name="authorize"),
    path("oauth/token/", Token.as_view(), name="token"),
    path("oauth/revoke/", Revoke.as_view(), name="revoke-token"),
    path("oauth/register/", Register.as_view(), name="dcr-register"),
    path(
        "oauth/register/<str:client_id>/",
        Registered.as_view(),
        name="dcr-register-management",
    ),
]
urlpatterns = [path("", include((known, "oauth2_provider")))]
