"""Small inputs of each kind that are right, from which wrong ones are made."""

from __future__ import annotations

import io
import zipfile

from tests.openbanking.statements import files

# Stands where people's own words would: a log line or an error that has it says too much.
MARKER = "Zebrafish77"

CSV = [
    files.CSV.replace("LIBRAIRIE", MARKER).encode(),
    files.csv_of(f"2026-03-02,{MARKER},-42.17", "2026-03-03,x,1.00", header="date,wording,amount"),
    files.csv_of("02.03.2026\tx\t1.310,42", header="Buchungstag\tVerwendungszweck\tBetrag"),
    files.csv_of(f'2026-03-02;"{MARKER}; and more";;12', header="date;label;debit;credit"),
]
OFX = [
    files.ofx_of(files.ofx_statement(files.ofx_row(name=MARKER), files.ofx_row("5", reference="2"))),
    files.ofx_of(files.ofx_statement(files.ofx_row()), header='<?OFX OFXHEADER="200" VERSION="211"?>'),
]
CAMT = [
    files.camt_of(
        files.camt_statement(
            files.camt_balance("1310.42"), files.camt_entry(details=f"<X>{MARKER}</X>"), iban=MARKER
        )
    )
]

RATES_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:Sender><gesmes:name>{MARKER}</gesmes:name></gesmes:Sender>
<Cube><Cube time='2026-03-02'><Cube currency='USD' rate='1.0842'/></Cube></Cube></gesmes:Envelope>
"""
RATES_CSV = "Date, USD, JPY,\n02 March 2026, 1.0842, 162.3,\n01 March 2026, N/A, 1,\n"


def _archive(text: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eurofxref.csv", text)
    return packed.getvalue()


RATES = [RATES_XML.encode(), RATES_CSV.encode(), _archive(RATES_CSV)]

POWENS = [
    b'{"accounts": [{"id": 7, "id_connection": 3, "name": "%b", "balance": 1310.42, "type": "checking",'
    b' "currency": {"id": "EUR", "precision": 2}, "last_update": "2026-03-02 09:00:00", "error": null,'
    b' "disabled": null}], "balances": {"EUR": 1310.42}, "total": 1, "_links": {"next": null}}'
    % MARKER.encode(),
    b'{"connections": [{"id": 3, "state": "wrongpass", "expire": "2026-09-01 00:00:00", "active": true,'
    b' "connector": {"id": 1, "uuid": "x", "name": "Bank"}, "sources": [{"name": "openapi"}]}]}',
    b'{"id": 9, "id_account": 7, "value": -42.17, "rdate": "2026-03-01", "date": "2026-03-02",'
    b' "original_wording": "%b", "state": "new", "type": "card", "coming": false,'
    b' "last_update": "2026-03-02 09:00:00", "deleted": null}' % MARKER.encode(),
    b'{"code": "wrongpass", "description": "%b", "request_id": "ab-12"}' % MARKER.encode(),
    b'{"id": 4, "quantity": 12.5, "unitvalue": 84.5, "valuation": 1056.25, "code": "FR0000120271"}',
]
MOMENTS = [b"2026-03-02 09:00:00", b"2026-10-25 02:30:00", b"2026-03-02T09:00:00.123Z", b"2026-03-02"]

WEBHOOKS = [
    b'{"id_webhook_data": 9001, "id": 3, "id_user": 512, "user": {"id": 512}, "connection": {"id": 3}}',
    b'{"user": {"id": 512}, "connection": {"id": 3, "id_user": 512, "accounts": [{"name": "%b"}]}}'
    % MARKER.encode(),
]
JSON = [
    b'{"a": [1, 2.50, true, null, "\\u00e9"], "b": {"c": -0.10}}',
    b'{"accountId": "01a21627-9549-73e6-ad26-27ae513914c3", "balanceTypes": ["current"]}',
    b'{"kind": "balance_below", "amount": 100.5, "currency": "EUR", "days": 3, "webhookUrl": "https://x.example/"}',
    b'{"name": "House", "kind": "property", "currency": "EUR", "amount": -1, "valuedOn": "2026-03-02"}',
]
QUERIES = [
    b"pageSize=50&cursor=abc&from=2026-01-01&to=2026-02-01T00:00:00Z&direction=debit&text=%C3%A9",
    b"accountId=01a21627-9549-73e6-ad26-27ae513914c3&balanceTypes=current,expected&includeBalances=false",
    b"input=%7B%22pageSize%22%3A5%2C%22minimumAmount%22%3A1.50%7D",
    b"text=caf%C3%A9&since=2026-01-01&until=2026-02-01&least=1&most=2.50&direction=debit&page=2",
]
# What was found once: it is tried again each time.
FOUND = {
    "webhook": [b'{"\x80id": 3}'],
    "powens-rows": [b'{"id": 9, "date": "\xff\xfe2026-03-02"}', b'{"\x80accounts": []}'],
    "powens-failures": [b"\xb9", b'{"\xff\xfename": "x"}'],
}
HEADERS = [
    b"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    b"Bearer abc",
    b'W/"abc", "def"',
    b"198.51.100.7, 203.0.113.9",
    b"https://innocent.example.org:8443/path?x=1",
    b"text/html;q=0.9, application/json; amounts=text",
]
