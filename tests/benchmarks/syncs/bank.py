"""A Powens of rows that cost hardly anything to serve: `python -m tests.benchmarks.syncs.bank`.

Each user has one connection of three accounts and so many rows, the newest first, twenty a day. Pages
are text with the ids put in, so that what is measured is who reads them.
"""

from __future__ import annotations

import argparse
import json
import time
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ACCOUNTS = 3
A_DAY = 20
PAGE = 1_000
NEWEST = datetime.now(UTC).date()
READ_AT = f"{NEWEST} 00:14:07"
# When all but the newest row changed for the last time.
BEFORE = f"{NEWEST - timedelta(days=60)} 07:14:07"
ROW = (
    '{"id":%d,"id_account":%d,"application_date":"%s","date":"%s","datetime":null,"vdate":"%s",'
    '"vdatetime":null,"rdate":"%s","rdatetime":null,"value":%s,"gross_value":null,"type":"card",'
    '"original_wording":"CARD 2011 BAKERY %d PARIS","simplified_wording":"BAKERY %d PARIS",'
    '"wording":"Bakery %d Paris","categories":[{"code":"food","parent_code":"everyday"}],'
    '"date_scraped":"2026-11-20 07:10:00","coming":false,"active":true,"id_cluster":null,'
    '"comment":null,"last_update":"%s","deleted":null,"card":null,'
    '"counterparty":{"label":"Bakery %d","account_scheme_name":null,"account_identification":null,'
    '"type":"creditor"},"original_value":null,"original_currency":null,"commission":null,'
    '"country":"FR","formatted_value":"-12,34 EUR","nature":{"payment":null},"webid":null}'
)


class Bank(BaseHTTPRequestHandler):
    """Answers as Powens does, for the user that the token names."""

    protocol_version = "HTTP/1.1"
    # The last piece of an answer must not wait for the client's acknowledgement of the first.
    disable_nagle_algorithm = True
    rows = 0
    delay = 0.0

    def do_GET(self) -> None:
        time.sleep(self.delay)
        parts = urlsplit(self.path)
        user = int(self.headers["Authorization"].rpartition("-")[2])
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        match parts.path.removeprefix("/2.0/users/me/"):
            case "connections":
                accounts = [_account(user, number) for number in range(ACCOUNTS)]
                connection = _connection(user) | {"all_accounts": accounts}
                self._answer(json.dumps({"connections": [connection], "total": 1}))
            case "accounts":
                accounts = [_account(user, number) for number in range(ACCOUNTS)]
                self._answer(json.dumps({"accounts": accounts, "total": ACCOUNTS}))
            case "transactions":
                self._answer(self._transactions(user, query))
            case _:
                self._answer('{"code":"noProduct"}', status=403)

    def _transactions(self, user: int, query: dict[str, str]) -> str:
        first = int(query.get("offset", 0))
        if "last_update" in query:
            return f'{{"transactions":[{_row(user, 0)}],"_links":{{"next":null}}}}'
        if "max_date" in query:
            back = (NEWEST - min(NEWEST, date.fromisoformat(query["max_date"]))).days
            first = max(first, back * A_DAY)
        numbers = range(first, min(self.rows, first + int(query["limit"])))
        rows = ",".join(_row(user, number) for number in numbers)
        following = "null"
        if numbers and numbers.stop < self.rows:
            address = f"http://{self.headers['Host']}/2.0/users/me/transactions"
            following = f'{{"href":"{address}?limit={PAGE}&all=true&offset={numbers.stop}"}}'
        return f'{{"transactions":[{rows}],"_links":{{"next":{following}}}}}'

    def _answer(self, text: str, status: int = 200) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def _connection(user: int) -> dict[str, object]:
    return {
        "id": user,
        "id_user": user,
        "id_connector": 1,
        "connector_uuid": "bank",
        "connector": {"uuid": "bank", "name": "Bank"},
        "sources": [],
        "state": None,
        "active": True,
        "last_update": READ_AT,
        "next_try": None,
    }


def _account(user: int, number: int) -> dict[str, object]:
    return {
        "id": user * ACCOUNTS + number,
        "id_connection": user,
        "name": f"Account {number}",
        "type": "checking",
        "balance": "1234.56",
        "coming": None,
        "currency": {"id": "EUR"},
        "display": True,
        "last_update": READ_AT,
        "deleted": None,
        "disabled": None,
    }


def _row(user: int, number: int) -> str:
    day = (NEWEST - timedelta(days=number // A_DAY)).isoformat()
    amount = f"-{number % 900 + 1}.{number % 90 + 10}"
    account = user * ACCOUNTS + number % ACCOUNTS
    shop = number % 500
    changed = BEFORE if number else READ_AT
    words = [shop] * 3
    return ROW % (user * 10_000_000 + number, account, *[day] * 4, amount, *words, changed, shop)


def main() -> None:
    """Serve until killed, after saying on which port."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    options = parser.parse_args()
    Bank.rows, Bank.delay = options.rows, options.delay
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bank)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
