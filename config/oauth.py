"""How programs of others are let in: OAuth 2.1, as django-oauth-toolkit is told to keep to it."""

from __future__ import annotations

from typing import Any

from config.environment import Environment

APPS = ["openbanking.oauth.apps.ProgramsConfig"]
VARIABLES: dict[str, tuple[Any, Any]] = {"OAUTH_OPEN_REGISTRATION": (bool, False)}
# Loopback addresses of programs on somebody's own machine are plain HTTP (RFC 8252): all others are
# refused by openbanking.oauth.validator.
SILENCED = ["oauth2_provider.W008"]
# What RFC 9700 asks for and the toolkit does not do by itself yet.
STRICT = (
    *("IMPLICIT_GRANT", "PASSWORD_GRANT", "PKCE_METHOD", "ACCESS_TOKEN_TRANSPORT"),
    *("AUTHZ_RESPONSE_ISS", "TOKEN_STORAGE", "REFRESH_TOKEN", "REDIRECT_URI_MATCHING", "PKCE_REQUIRED"),
)


def settings(env: Environment) -> dict[str, Any]:
    """Return the settings of OAuth."""
    return {
        "OAUTH2_PROVIDER_APPLICATION_MODEL": "oauth2_provider.Application",
        "OAUTH2_PROVIDER": {
            **{f"COMPLIANT_BCP_RFC9700_{name}": True for name in STRICT},
            # Authorization codes and refresh tokens alone.
            "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.WebApplicationServer",
            "OAUTH2_VALIDATOR_CLASS": "openbanking.oauth.validator.Validator",
            "SCOPES_BACKEND_CLASS": "openbanking.oauth.scopes.GroupScopes",
            "ACCESS_TOKEN_GENERATOR": "openbanking.oauth.secrets.access_token",
            "REFRESH_TOKEN_GENERATOR": "openbanking.oauth.secrets.refresh_token",
            "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
            "ACCESS_TOKEN_EXPIRE_SECONDS": 900,
            # A program that was not used for so long asks again.
            "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 24 * 3600,
            "ROTATE_REFRESH_TOKEN": True,
            "REFRESH_TOKEN_REUSE_PROTECTION": True,
            "PKCE_REQUIRED": True,
            "ALLOWED_REDIRECT_URI_SCHEMES": ["https", "http"],
            "ALLOW_LOCALHOST_LOOPBACK": True,
            "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
            "OAUTH2_GRANT_TYPES_SUPPORTED": ["authorization_code", "refresh_token"],
            "OAUTH2_TOKEN_ENDPOINT_AUTH_METHODS_SUPPORTED": [
                *("none", "client_secret_basic", "client_secret_post"),
            ],
            "OIDC_ISS_ENDPOINT": env("SITE_URL").rstrip("/"),
            "OAUTH2_PROTECTED_RESOURCE_NAME": "Family banking",
            "DCR_ENABLED": env("OAUTH_OPEN_REGISTRATION"),
            "DCR_REGISTRATION_PERMISSION_CLASSES": ["openbanking.oauth.registration.Anybody"],
        },
        "SILENCED_SYSTEM_CHECKS": SILENCED,
    }
