"""How people sign in, and how long a link to choose a password works."""

from __future__ import annotations

SETTINGS = {
    "AUTH_PASSWORD_VALIDATORS": [
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "MinimumLengthValidator",
            "CommonPasswordValidator",
            "NumericPasswordValidator",
        )
    ],
    "LOGIN_URL": "login",
    "LOGIN_REDIRECT_URL": "dashboard",
    "LOGOUT_REDIRECT_URL": "login",
    # A week, in seconds: as long as an invitation to connect a bank.
    "PASSWORD_RESET_TIMEOUT": 604_800,
}
