"""The ASGI channel of the service."""

from __future__ import annotations

import os

from django.core.asgi import get_asgi_application

from config.databases import Process
from config.garbage import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DATABASE_ROLE"] = Process.WEB

application = get_asgi_application()
keep_what_is_loaded()
