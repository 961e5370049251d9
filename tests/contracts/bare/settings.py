"""The least a project needs around contracts."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import environ

BASE_DIR = Path(tempfile.mkdtemp(prefix="bare-"))
SECRET_KEY = "a secret for tests"
ALLOWED_HOSTS = ["testserver", "localhost"]
ROOT_URLCONF = "tests.contracts.bare.urls"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
STATIC_URL = "static/"
LOGIN_URL = "/login/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "contracts",
    "tests.contracts.toyshop",
]
MIDDLEWARE = [
    "contracts.rest.middleware.RequestIdMiddleware",
    "contracts.rest.middleware.ApiProblemsMiddleware",
    "contracts.rest.gate.TokenGate",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ]
        },
    }
]
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "contracts.rest.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
}
SPECTACULAR_SETTINGS = {"TITLE": "Toy shop", "VERSION": "1.0.0", "OAS_VERSION": "3.1.0"}
CONTRACTS = {
    "AUTHENTICATE": "tests.contracts.toyshop.tokens.authenticate",
    "PERSONAL_FIELDS": ["iban"],
}

# PostgreSQL where DATABASE_URL names one; else a file, as threads and processes need.
DATABASES = {"default": environ.Env.db_url_config(os.environ.get("DATABASE_URL") or "sqlite:///bare")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE"},
        "TEST": {"NAME": BASE_DIR / "test.sqlite3"},
    }
