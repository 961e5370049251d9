"""Settings of the two rivals within Django: our tables and database, Django's default middleware."""

from __future__ import annotations

import os

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "rest_framework.authtoken"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Our apps do not start without it; it does next to nothing.
    "allauth.account.middleware.AccountMiddleware",
]
REST_FRAMEWORK = {}
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = os.environ["RIVAL"]
