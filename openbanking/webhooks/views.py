"""The address Powens delivers to: verified before anything is parsed or stored, answered at once."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from openbanking.access import attempts
from openbanking.access.addresses import address_of
from openbanking.access.attempts import Door
from openbanking.walls.scope import seeing_every_tenant
from openbanking.webhooks.receive import receive, senders
from openbanking.webhooks.signature import is_signed

LARGEST_BODY = 8 * 1024 * 1024


@csrf_exempt
@require_POST
def powens(request: HttpRequest, event: str) -> JsonResponse:
    """Take a delivery: 2xx for everything well signed, whatever it says."""
    date, signature = (request.headers.get(name, "") for name in ("BI-Signature-Date", "BI-Signature"))
    if not (date and signature):
        return _answer(400, "The headers BI-Signature-Date and BI-Signature are missing.")
    address = address_of(request)
    if seconds := attempts.seconds_shut(Door.WEBHOOK, address):
        shut = _answer(429, "Too many wrong signatures came from this address.")
        shut["Retry-After"] = str(seconds)
        return shut
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST_BODY:
        return _answer(413, "The body is too large.")
    # Straight from the stream: Django's own limit for bodies is for forms.
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        return _answer(413, "The body is too large.")
    path = f"{settings.FORCE_SCRIPT_NAME or ''}{request.path}"
    # Whose a delivery is stands in it, by Powens' ids; whose secret signed it nobody knows before.
    with seeing_every_tenant():
        # Every secret is tried, so that time tells nothing of which one fits.
        signing = [
            each
            for each in senders()
            if is_signed(secret=each.secret, path=path, date=date, body=body, signature=signature)
        ]
        if not signing:
            attempts.failed(Door.WEBHOOK, address, signature)
            return _answer(401, "The signature is not right.")
        for each in signing:
            receive(each, event, body, now=timezone.now())
    return _answer(200, "ok")


def _answer(status: int, word: str) -> JsonResponse:
    return JsonResponse({"status": word}, status=status)
