"""The address Powens delivers to: verified before anything is parsed or stored, answered at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from openbanking.jobs.queue import SyncsOnceSent
from openbanking.models import PowensUser
from openbanking.webhooks.receive import receive, secrets
from openbanking.webhooks.signature import is_signed

LARGEST_BODY = 8 * 1024 * 1024


class Answer(SyncsOnceSent, JsonResponse):
    """A word in JSON."""

    def __init__(self, status: int, word: str, *, then_sync: Sequence[PowensUser] = ()) -> None:
        super().__init__({"status": word}, status=status)
        self.then_sync = then_sync


@csrf_exempt
@require_POST
def powens(request: HttpRequest, event: str) -> JsonResponse:
    """Take a delivery: 2xx for everything well signed, whatever it says."""
    date, signature = (request.headers.get(name, "") for name in ("BI-Signature-Date", "BI-Signature"))
    if not (date and signature):
        return Answer(400, "The headers BI-Signature-Date and BI-Signature are missing.")
    told = request.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > LARGEST_BODY:
        return Answer(413, "The body is too large.")
    # Straight from the stream: Django's own limit for bodies is for forms.
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return Answer(413, "The body is too large.")
    path = f"{settings.FORCE_SCRIPT_NAME or ''}{request.path}"
    if not is_signed(secrets=secrets(), path=path, date=date, body=body, signature=signature):
        return Answer(401, "The signature is not right.")
    return Answer(200, "ok", then_sync=receive(event, body, now=timezone.now()))
