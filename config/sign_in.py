"""How people sign in: passwords, second factors, sessions, an identity provider; and guessing slowed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config.environment import Environment

APPS = [
    *("allauth", "allauth.account", "allauth.mfa", "allauth.usersessions"),
    *("allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"),
    "axes",
]
VARIABLES: dict[str, tuple[Any, Any]] = {
    "STAFF_MFA": (str, ""),
    "STAFF_SESSION_HOURS": (int, 8),
    "TRUSTED_PROXIES": (int, -1),
    "OIDC_NAME": (str, "Single sign-on"),
    "OIDC_ISSUER": (str, ""),
    "OIDC_CLIENT_ID": (str, ""),
    "OIDC_CLIENT_SECRET": (str, ""),
    "DEMO_PASSWORD": (str, ""),
}


def settings(env: Environment, *, debug: bool) -> dict[str, Any]:
    """Return the settings of sign-in; raises ImproperlyConfigured."""
    staff_mfa = env("STAFF_MFA") or ("optional" if debug else "required")
    if staff_mfa not in ("required", "optional"):
        raise ImproperlyConfigured("STAFF_MFA is either required or optional.")
    if env("STAFF_SESSION_HOURS") < 1:
        raise ImproperlyConfigured("STAFF_SESSION_HOURS is 1 or more.")
    proxies = env("TRUSTED_PROXIES")
    return {
        **PASSWORDS,
        **ACCOUNTS,
        **GUESSING,
        **_provider(env),
        "STAFF_MFA": staff_mfa,
        "STAFF_SESSION_HOURS": env("STAFF_SESSION_HOURS"),
        # Where TLS is ended before us, there is a proxy, whose word on the scheme is taken too.
        "TRUSTED_PROXIES": proxies if proxies >= 0 else int(env("SECURE_SSL_REDIRECT")),
        # Browsers let passkeys work on plain http://localhost, and so does a demonstration.
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": debug,
        # Offered on the login page of the demonstration, which listens to its own machine alone.
        "DEMO_PASSWORD": env("DEMO_PASSWORD") if debug else "",
    }


PASSWORDS = {
    "PASSWORD_HASHERS": [
        f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("Argon2", "PBKDF2")
    ],
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
        {
            "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
            "OPTIONS": {"min_length": 12},
        },
        {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
        {"NAME": "openbanking.signin.passwords.GuessedPasswordValidator"},
    ],
}

ACCOUNTS = {
    "AUTHENTICATION_BACKENDS": [
        "axes.backends.AxesStandaloneBackend",
        "django.contrib.auth.backends.ModelBackend",
        "allauth.account.auth_backends.AuthenticationBackend",
    ],
    "LOGIN_URL": "login",
    "LOGIN_REDIRECT_URL": "dashboard",
    "LOGOUT_REDIRECT_URL": "login",
    "ACCOUNT_ADAPTER": "openbanking.signin.adapters.AccountAdapter",
    "ACCOUNT_LOGIN_METHODS": {"username"},
    "ACCOUNT_SIGNUP_FIELDS": ["username*", "email", "password1*", "password2*"],
    # Addresses are the staff's word: they enter them in the admin.
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "ACCOUNT_EMAIL_NOTIFICATIONS": True,
    "ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS": False,
    "ACCOUNT_SESSION_REMEMBER": True,
    "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
    "ACCOUNT_REAUTHENTICATION_TIMEOUT": 600,  # seconds
    "MFA_ADAPTER": "openbanking.signin.adapters.FactorAdapter",
    "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
    "MFA_PASSKEY_LOGIN_ENABLED": True,
    "MFA_TOTP_ISSUER": "Family banking",
    # A clock may be off by half a minute.
    "MFA_TOTP_TOLERANCE": 1,
    "MFA_FORMS": {
        "authenticate": "openbanking.signin.forms.CodeAtSignIn",
        "reauthenticate": "openbanking.signin.forms.CodeAgain",
        "add_webauthn": "openbanking.signin.forms.NewPasskey",
    },
    "SOCIALACCOUNT_ADAPTER": "openbanking.signin.adapters.ProviderAdapter",
    "SOCIALACCOUNT_STORE_TOKENS": False,
    "SOCIALACCOUNT_LOGIN_ON_GET": True,
    "SESSION_COOKIE_AGE": 14 * 24 * 3600,
    # A week, in seconds: as long as an invitation to connect a bank.
    "PASSWORD_RESET_TIMEOUT": 604_800,
}

GUESSING: dict[str, Any] = {
    # Counted by every process together: wrong codes, and codes that were used.
    "CACHES": {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "cache",
            # Of a full table Django deletes a third by its keys, whatever still counts: a stranger who
            # gives many names would make room for more guesses.
            "OPTIONS": {"MAX_ENTRIES": 200_000},
        }
    },
    "ACCOUNT_RATE_LIMITS": {
        # Many addresses together guess at one name this often, and keep nobody out for long.
        "login_failed": "20/m/ip,100/h/key",
        "reset_password": "10/m/ip,3/h/key",
        # Three of a million codes are right at a time.
        "second_factor": "5/5m/user,30/d/user",
    },
    # Somebody's name alone is not locked after a few, nor is one address that many share.
    "AXES_FAILURE_LIMIT": 5,
    "AXES_LOCKOUT_PARAMETERS": [["username", "ip_address"]],
    "AXES_COOLOFF_TIME": 0.25,  # hours
    "AXES_RESET_ON_SUCCESS": True,
    "AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT": False,
    "AXES_USERNAME_CALLABLE": "openbanking.signin.guessing.name_of",
    "AXES_CLIENT_IP_CALLABLE": "openbanking.access.addresses.present_network",
    "AXES_LOCKOUT_CALLABLE": "openbanking.signin.pages.locked_out",
    "AXES_DISABLE_ACCESS_LOG": True,
    "AXES_ENABLE_ADMIN": False,
    "AXES_VERBOSE": False,
}


def _provider(env: Environment) -> dict[str, Any]:
    """Return the one identity provider that OIDC_ISSUER names, or none."""
    if not env("OIDC_ISSUER"):
        return {"SOCIALACCOUNT_PROVIDERS": {}}
    if not env("OIDC_CLIENT_ID"):
        raise ImproperlyConfigured("OIDC_ISSUER is set, and OIDC_CLIENT_ID is not.")
    app = {
        "provider_id": "sso",
        "name": env("OIDC_NAME"),
        "client_id": env("OIDC_CLIENT_ID"),
        "secret": env("OIDC_CLIENT_SECRET"),
        "settings": {"server_url": env("OIDC_ISSUER"), "oauth_pkce_enabled": True},
    }
    return {"SOCIALACCOUNT_PROVIDERS": {"openid_connect": {"APPS": [app]}}}
