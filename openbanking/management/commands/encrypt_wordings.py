"""Bring wordings into the form that ENCRYPT_WORDINGS asks for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from openbanking.encryption.wordings import bring_in_form
from openbanking.models import Tenant


class Command(BaseCommand):
    help = (
        "Encrypt wordings, notes and the other sides of payments where ENCRYPT_WORDINGS=true, and open "
        "them where it is false: run it after changing that. It runs beside the service, and goes on "
        "where it was stopped."
    )

    def handle(self, **options: Any) -> str:
        rows = sum(bring_in_form(tenant) for tenant in Tenant.objects.order_by("pk"))
        return f"{rows} rows are {'encrypted' if settings.ENCRYPT_WORDINGS else 'in the clear'} now."
