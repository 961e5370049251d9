"""Every decoder of what others wrote, with what it may refuse its input by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import requests
from django.core.exceptions import TooManyFieldsSent
from django.http import QueryDict
from django.test import RequestFactory
from rest_framework.exceptions import AuthenticationFailed

from contracts import registry
from contracts.execution.tracing import request_id_of, traceparent_of
from contracts.mcp.arguments import input_from as agent_input_from
from contracts.problems import Problem
from contracts.rest.authentication import opened_by, text_in
from contracts.rest.query_string import input_from
from contracts.rest.responses import known_etags
from contracts.schema.exact_json import decode as decode_json
from contracts.schema.exact_json import encode
from contracts.schema.reading import read
from openbanking.access.addresses import address_of, network_of
from openbanking.dashboard.transactions.filters import Filters
from openbanking.operations.pagination import _open, _seal
from openbanking.outgoing.addresses import AddressRefused, check_address
from openbanking.powens import payloads
from openbanking.powens.answers import Answer
from openbanking.powens.errors import PowensProtocolError
from openbanking.powens.listing import decode
from openbanking.powens.moments import PowensClock
from openbanking.powens.payloads import Payload
from openbanking.powens.transport import Anonymous, Transport
from openbanking.rates import ecb
from openbanking.statements.formats.camt import read_camt
from openbanking.statements.formats.csv import DAYS, CsvOptions, read_csv
from openbanking.statements.formats.ofx import read_ofx
from openbanking.statements.reading import read_statement
from openbanking.statements.statement import UnreadableStatement
from openbanking.webhooks import receive
from openbanking.webhooks.signature import is_signed, signature_of
from tests.fuzzing import seeds

CLOCK = PowensClock(ZoneInfo("Europe/Paris"))
REQUESTS = RequestFactory()
# Rows of Powens by the word that names their list.
ROWS: dict[str, type[Payload]] = {
    "account": payloads.Account,
    "connection": payloads.Connection,
    "transaction": payloads.Transaction,
    "investment": payloads.Investment,
    "pocket": payloads.Pocket,
    "marketorder": payloads.MarketOrder,
    "loanamortization": payloads.LoanAmortization,
    "account_ownership": payloads.AccountOwnership,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What reads the input, and the exceptions that say it is none; any other is a fault of ours."""

    run: Callable[[bytes], object]
    seeds: Sequence[bytes]
    refusals: tuple[type[Exception], ...] = ()
    # Whether what it refuses with may quote the input: it goes to the sender alone.
    quotes: bool = False


def _json(data: bytes) -> None:
    found = decode_json(data)
    assert decode_json(encode(found)) == found


def _rows(data: bytes) -> None:
    """Read the input as a row of every kind, as a list of them, and as an answer around a list."""
    for kind, model in ROWS.items():
        try:
            raw = msgspec.json.decode(data, type=msgspec.Raw)
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            break
        found = payloads.read_rows(kind, [raw], model)
        assert len(found.rows) + len(found.unreadable) == 1
        assert seeds.MARKER not in repr(found.unreadable)
    for kind, model in ROWS.items():
        payloads.read_page(f"{kind}s", data, model)
    envelope = decode(data, payloads.Envelope)
    payloads.read_totals(envelope.balances)


def _failure(data: bytes) -> None:
    response = requests.Response()
    response.status_code = 400 + len(data) % 200
    response.headers["Retry-After"] = data[:40].decode("latin-1")
    transport = Transport("https://example.org/2.0", auth=Anonymous())
    error = transport._error_of("GET", "/users/me", Answer(response, data))
    assert seeds.MARKER not in str(error)


def _moment(data: bytes) -> None:
    text = data.decode("utf-8", "replace")
    for read_as in (CLOCK.local, CLOCK.utc, CLOCK.day):
        try:
            read_as(text)
        except PowensProtocolError:
            continue


def _webhook(data: bytes) -> None:
    found = receive._decoded(data)
    for name in ("user", "connection", "id", "id_user", "id_webhook_data"):
        receive._text(found.get(name))
        receive._first([found.get(name), receive._part(found, name).get("id")])


def _signature(data: bytes) -> None:
    text = data.decode("latin-1")
    for body, word in ((data, text), (b"", text[::-1])):
        assert not is_signed(secret="s", path=text, date=text, body=body, signature=word) or (
            signature_of(secret="s", path=text, date=text, body=body)
        )


def _query_string(data: bytes) -> None:
    parameters = QueryDict(data.decode("latin-1"))
    for operation in registry:
        try:
            read(operation.io.input, input_from(parameters, operation.io.input))
        except Problem:
            continue


def _input(data: bytes) -> None:
    """Read the input as the body of every operation, and as what an agent sends."""
    found = decode_json(data)
    if not isinstance(found, dict):
        return
    for operation in registry:
        shape = operation.io.input
        for given in (found, agent_input_from(found, shape)):
            try:
                read(shape, given)
            except Problem:
                continue


def _cursor(data: bytes) -> None:
    text = data.decode("latin-1")
    for cursor in (text, f"{text}:{text}:{text}", _seal(["2026-03-02", "x"], "bound") + text[:1]):
        try:
            opened = _open(cursor, "bound")
        except Problem:
            continue
        assert opened == ["2026-03-02", "x"]


def _filters(data: bytes) -> None:
    asked = Filters(QueryDict(data.decode("latin-1")))
    # What an address says is what the page says again.
    again = Filters(QueryDict(asked.query))
    assert again.chosen == asked.chosen
    assert asked.asked == again.asked


def _headers(data: bytes) -> None:
    text = data.decode("latin-1")
    request = REQUESTS.get(
        "/",
        HTTP_TRACEPARENT=text,
        HTTP_IF_NONE_MATCH=text,
        HTTP_X_FORWARDED_FOR=text,
        HTTP_X_REQUEST_ID=text,
        REMOTE_ADDR=text,
    )
    request_id_of(request)
    traceparent_of(request)
    known_etags(request)
    ip_address(network_of(address_of(request)))
    token = text_in(text)
    if token is not None:
        try:
            opened_by(token, lambda word: (word, SimpleNamespace()))
        except AuthenticationFailed:
            return


def _address(data: bytes) -> None:
    check_address(data.decode("utf-8", "replace"), local=False)


def _options(data: bytes) -> Any:
    """Read the input with options that its length chooses, or its first letters are."""
    word = data[:10].decode("latin-1")
    mark = ("", ",", ".", word[:1])[len(data) % 4]
    form = ("", *DAYS, word)[len(data) % (len(DAYS) + 2)]
    return read_csv(data, CsvOptions(decimal_mark=mark, date_format=form))


STATEMENT = (UnreadableStatement,)
KINDS: dict[str, Kind] = {
    "csv": Kind(lambda data: read_csv(data, CsvOptions()), seeds.CSV, STATEMENT),
    "csv-options": Kind(_options, [each + b" " * n for each in seeds.CSV for n in range(12)], STATEMENT),
    "ofx": Kind(read_ofx, seeds.OFX, STATEMENT),
    "camt": Kind(read_camt, seeds.CAMT, STATEMENT),
    "statement": Kind(read_statement, [*seeds.CSV, *seeds.OFX, *seeds.CAMT], STATEMENT),
    "rates": Kind(ecb.read, seeds.RATES, (ecb.UnreadableRates,)),
    "powens-rows": Kind(_rows, seeds.POWENS, (PowensProtocolError,)),
    "powens-failures": Kind(_failure, seeds.POWENS),
    "powens-moments": Kind(_moment, seeds.MOMENTS),
    "webhook": Kind(_webhook, seeds.WEBHOOKS),
    "signature": Kind(_signature, [b"ITyTSEPObkzOuWX3D2VJvE3mMB4Uyi+/VqpKEjYgwnw="]),
    "json": Kind(_json, seeds.JSON, (ValueError,), quotes=True),
    "inputs": Kind(_input, seeds.JSON, (ValueError,), quotes=True),
    "query-strings": Kind(_query_string, seeds.QUERIES, (TooManyFieldsSent,), quotes=True),
    "cursors": Kind(_cursor, [b"WyJhIl0:1abc:sig"]),
    "filters": Kind(_filters, seeds.QUERIES, (TooManyFieldsSent,)),
    "headers": Kind(_headers, seeds.HEADERS),
    "addresses": Kind(_address, seeds.HEADERS, (AddressRefused,)),
}
