"""Say which addresses to register at Powens, and check that their signatures will be understood."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from openbanking.webhooks.receive import EVENTS
from openbanking.webhooks.signature import VECTOR, is_signed, signature_of


class Command(BaseCommand):
    help = "Print the webhooks to register in the Powens console, one for each event."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("site", help="Public address of this service: https://bank.example.org")

    def handle(self, *, site: str, **options: Any) -> None:
        if not site.startswith("https://") or "?" in site:
            raise CommandError("Give the public address of this service, https and no query.")
        known = {name: VECTOR[name] for name in ("path", "date", "body", "signature")}
        if not is_signed(secret=str(VECTOR["secret"]), **known):  # type: ignore[arg-type]
            raise CommandError("The signature of the test vector does not verify; do not rely on this.")
        self.stdout.write("Register each with HMAC authentication and no compression:\n")
        for event in EVENTS:
            path = reverse("webhook", args=[event])
            self.stdout.write(f"  {event.replace('-', '_').upper():<20} {site.rstrip('/')}{path}")
        if not settings.POWENS_WEBHOOK_SECRET:
            self.stdout.write("\nPOWENS_WEBHOOK_SECRET is not set: every delivery will be refused.")
            return
        path, body = reverse("webhook", args=[EVENTS[0]]), b'{"id_webhook_data":1}'
        date = "2026-01-01T00:00:00.000000Z"
        signed = signature_of(secret=settings.POWENS_WEBHOOK_SECRET, path=path, date=date, body=body)
        self.stdout.write(
            "\nThe test vector verifies. A delivery of your own to try it with:\n"
            f"  curl -X POST {site.rstrip('/')}{path} -H 'BI-Signature-Date: {date}' "
            f"-H 'BI-Signature: {base64.b64encode(signed).decode()}' -d '{body.decode()}'"
        )
