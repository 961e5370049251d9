"""What goes over the wire: bodies that are read, answers that are written, and which one is asked."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from contracts import problems
from contracts.schema.exact_json import Amounts, decode


class ExactJsonParser(BaseParser):
    """JSON whose numbers keep their digits."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        # Read one byte past the limit and no further: a stream has no guard of Django's own.
        body = stream.read(largest + 1)
        if len(body) > largest:
            raise problems.TooLarge(f"The body is larger than {largest} bytes. Send a smaller one.")
        try:
            return decode(body) if body.strip() else {}
        except ValueError as error:
            raise problems.BadRequest(f"The body is not JSON: {error}. Send one JSON object.") from None


class JsonRenderer(BaseRenderer):
    """Says that JSON is what there is; the bytes are made in `responses`."""

    amounts: ClassVar[Amounts] = Amounts.NUMBER
    media_type = amounts.media_type
    format = "json"


class TextAmountsRenderer(JsonRenderer):
    """JSON whose amounts are text, for readers whose numbers are doubles, such as JavaScript's."""

    amounts = Amounts.TEXT
    media_type = amounts.media_type


class ProblemRenderer(JsonRenderer):
    """Lets a caller ask for problem documents too."""

    media_type = problems.CONTENT_TYPE


class AnyRenderer(JsonRenderer):
    """For what has one form whatever is accepted."""

    media_type = "*/*"


class Negotiation(DefaultContentNegotiation):
    """By the Accept header alone: a parameter `format` in the address is an input like any other."""

    def filter_renderers(self, renderers: Any, format: str) -> Any:
        return renderers
