"""The WSGI channel of the service."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from config.bodies import gated
from config.databases import Process
from config.garbage import keep_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ["DATABASE_ROLE"] = Process.WEB

application = gated(get_wsgi_application())
keep_what_is_loaded()
