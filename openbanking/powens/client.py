"""The calls of Powens' API that a sync needs (Powens, API reference: Connections, Accounts, …)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from openbanking.powens import payloads
from openbanking.powens.errors import (
    UNDECODABLE,
    PowensBadRequest,
    PowensConflict,
    PowensNotFound,
    PowensProtocolError,
)
from openbanking.powens.moments import PowensClock
from openbanking.powens.payloads import Envelope, Payload, Rows, read_rows
from openbanking.powens.transport import Bearer, Transport

PAGE_SIZE = 1000  # the most Powens gives at once
MOST_PAGES = 10_000
BEGINNING = date(1970, 1, 1)
# Asking Powens to read the bank takes seconds, at times minutes (Powens, Connections page).
SYNC_TIMEOUT = (5.0, 180.0)

Row = TypeVar("Row", bound=Payload)


@dataclass(frozen=True, slots=True)
class PowensClient:
    """Reads as one Powens user."""

    transport: Transport
    clock: PowensClock

    @classmethod
    def for_user(cls, base_url: str, *, token: str, zone: ZoneInfo, **transport: Any) -> PowensClient:
        """Return the client of the user this permanent token belongs to."""
        return cls(Transport(base_url, auth=Bearer(token), **transport), PowensClock(zone))

    def connections(self) -> Rows[payloads.Connection]:
        """Return every connection with its connector and sources."""
        return self._all_rows(
            "users/me/connections",
            "connections",
            payloads.Connection,
            {"expand": "connector,sources"},
        )

    def accounts(self) -> Rows[payloads.Account]:
        """Return every account, the disabled and deleted ones included."""
        return self._all_rows("users/me/accounts", "accounts", payloads.Account, {"all": "true"})

    def transactions(
        self, *, since: datetime | None = None, until: date | None = None
    ) -> Iterator[Rows[payloads.Transaction]]:
        """Yield pages of transactions, deleted ones included, the newest first; the last is `complete`.

        Where no account is enabled there is no page at all.

        With `since`, only rows that changed after that instant; with `until`, rows up to that budgeting
        day; either from the beginning, whatever window Powens might choose by itself. Next links are
        followed as they are given until there is none; raises PowensProtocolError for one that leads to
        another host or back to a page read before.
        """
        query: dict[str, Any] = {"limit": PAGE_SIZE, "all": "true"}
        if since is not None:
            # Every row has a `date`, unlike the budgeting day that is compared by default.
            query |= {"last_update": self.clock.stamp(since), "filter": "date"}
            query["min_date"] = BEGINNING.isoformat()
        if until is not None:
            query |= {"min_date": BEGINNING.isoformat(), "max_date": until.isoformat()}
        asked: dict[str, Any] | None = query
        address, seen = "users/me/transactions", set[str]()
        for _ in range(MOST_PAGES):
            try:
                envelope = self._list(address, asked)
            except NothingEnabled:
                return
            page = read_rows("transaction", _rows_of(envelope, "transactions"), payloads.Transaction)
            link = envelope.links.next if envelope.links else None
            following = link.href if isinstance(link, payloads.Link) else link
            if not following:
                yield msgspec.structs.replace(page, complete=True)
                return
            yield page
            if following in seen:
                raise PowensProtocolError("Powens' next link leads back to a page read before.")
            seen.add(following)
            address, asked = self.transport.address_of(following), None
        raise PowensProtocolError(f"Powens' list has more than {MOST_PAGES} pages.")

    def still_has(self, kind: str, row_id: str) -> bool:
        """Tell whether Powens gives a connection, account or transaction that is asked for by its id.

        One that is marked as deleted is not there. Raises PowensError when Powens does not say.
        """
        try:
            body = self.transport.send("GET", f"users/me/{kind}/{row_id}", query={"all": "true"})
        except (PowensNotFound, PowensConflict, PowensBadRequest):
            return False
        row = self._decode(body, payloads.Trace)
        return str(row.id) == row_id and not row.deleted

    def force_sync(self, connection_id: int) -> None:
        """Ask Powens to read the bank now, without its user present.

        Raises PowensConflict when it has just done so or is at it.
        """
        self.transport.send(
            "PUT",
            f"users/me/connections/{connection_id}",
            query={"psu_requested": "false"},
            timeout=SYNC_TIMEOUT,
        )

    def temporary_code(self) -> str:
        """Return a code that opens the webview once, within half an hour."""
        body = self.transport.send("GET", "auth/token/code", query={"type": "singleAccess"})
        return self._decode(body, payloads.TemporaryCode).code

    def revoke_token(self) -> None:
        """Make the token worthless at Powens."""
        self.transport.send("DELETE", "auth/token")

    def set_account_enabled(self, account_id: int, *, enabled: bool) -> None:
        """Let Powens read an account from now on, or stop it.

        Stopping it makes Powens erase the account's transactions, balances and investments (Bank
        accounts page).
        """
        self.transport.send(
            "POST",
            f"users/me/accounts/{account_id}",
            query={"all": "true"},
            body={"disabled": not enabled},
        )

    def delete_connection(self, connection_id: int) -> None:
        """Make Powens forget a connection with everything below it, for good."""
        self.transport.send("DELETE", f"users/me/connections/{connection_id}", timeout=SYNC_TIMEOUT)

    def _all_rows(self, path: str, kind: str, model: type[Row], query: Mapping[str, Any]) -> Rows[Row]:
        """Return every row of a list paged by offset.

        A server may give fewer rows than asked for, or ignore the offset: what ends the list is its
        own total, or a page that brings nothing new.
        """
        raw: dict[bytes, msgspec.Raw] = {}
        totals: list[dict[str, Decimal] | None] = []
        for _ in range(MOST_PAGES):
            try:
                envelope = self._list(path, {**query, "limit": PAGE_SIZE, "offset": len(raw)})
            except NothingEnabled:
                return Rows([], [])
            page = _rows_of(envelope, kind)
            known = len(raw)
            raw.update({_identity(each): each for each in page})
            totals.append(payloads.read_totals(envelope.balances))
            if len(raw) == known or (envelope.total is not None and len(raw) >= envelope.total):
                rows = read_rows(kind.removesuffix("s"), list(raw.values()), model)
                # Sums that changed between two pages are of another moment than the rows.
                steady = totals[0] if all(each == totals[0] for each in totals) else None
                return msgspec.structs.replace(rows, totals=steady)
        raise PowensProtocolError(f"Powens' list has more than {MOST_PAGES} pages.")

    def _list(self, address: str, query: Mapping[str, Any] | None) -> Envelope:
        try:
            return self._decode(self.transport.send("GET", address, query=query), Envelope)
        except (PowensConflict, PowensBadRequest) as error:
            # Nothing enabled is an empty list; the two statuses are both documented.
            if (error.code or "").casefold() == "noaccount":
                raise NothingEnabled from None
            raise

    @staticmethod
    def _decode(body: bytes, model: type[Row]) -> Row:
        try:
            return msgspec.json.decode(body, type=model)
        except UNDECODABLE as error:
            raise PowensProtocolError(f"Powens' answer cannot be read: {error}") from None


class NothingEnabled(Exception):
    """No account of the user is enabled: an empty list, not a failure."""


def _rows_of(envelope: Envelope, kind: str) -> list[msgspec.Raw]:
    found: payloads.Listed = getattr(envelope, kind)
    if found is msgspec.UNSET:
        raise PowensProtocolError(f"Powens' answer has no list of {kind}.")
    return found or []


def _identity(raw: msgspec.Raw) -> bytes:
    try:
        found = msgspec.json.decode(raw, type=payloads.Trace).id
    except UNDECODABLE:
        found = None
    return bytes(raw) if found is None else str(found).encode()
