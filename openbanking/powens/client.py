"""The calls of Powens' API that a sync needs (Powens, API reference: Connections, Accounts, …)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from openbanking.powens import payloads
from openbanking.powens.errors import (
    PowensBadRequest,
    PowensConflict,
    PowensNotFound,
    unless_refused,
)
from openbanking.powens.listing import (
    PAGE_SIZE,
    all_rows,
    decode,
    first_page,
    linked_pages,
    linked_rows,
)
from openbanking.powens.moments import PowensClock
from openbanking.powens.payloads import Payload, Rows
from openbanking.powens.transport import Bearer, Transport

BEGINNING = date(1970, 1, 1)
# Asking Powens to read the bank takes seconds, at times minutes (Powens, Connections page).
SYNC_TIMEOUT = (5.0, 180.0)
TRANSACTIONS = "users/me/transactions"
WHOLE_HISTORY: dict[str, Any] = {"limit": PAGE_SIZE, "all": "true"}

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
        """Return every connection with its connector, sources, and all its accounts."""
        return all_rows(
            self.transport,
            "users/me/connections",
            "connections",
            payloads.Connection,
            {"expand": "connector,sources,all_accounts"},
        )

    def accounts(self) -> Rows[payloads.Account]:
        """Return every account, the disabled and deleted ones included."""
        return all_rows(
            self.transport, "users/me/accounts", "accounts", payloads.Account, {"all": "true"}
        )

    def transactions(
        self, *, since: datetime | None = None, until: date | None = None
    ) -> Iterator[Rows[payloads.Transaction]]:
        """Yield pages of transactions, deleted ones included, the newest first; the last is `complete`.

        Where no account is enabled there is no page at all.

        With `since`, only rows that changed after that instant; with `until`, rows up to that budgeting
        day; either from the beginning, whatever window Powens might choose by itself.
        """
        query = dict(WHOLE_HISTORY)
        if since is not None:
            # Every row has a `date`, unlike the budgeting day that is compared by default.
            query |= {"last_update": self.clock.stamp(since), "filter": "date"}
            query["min_date"] = BEGINNING.isoformat()
        if until is not None:
            query |= {"min_date": BEGINNING.isoformat(), "max_date": until.isoformat()}
        return linked_pages(self.transport, TRANSACTIONS, "transactions", payloads.Transaction, query)

    def newest_transactions(self) -> Rows[payloads.Transaction] | None:
        """Return the first page that `transactions` yields; None where no account is enabled."""
        return first_page(
            self.transport, TRANSACTIONS, "transactions", payloads.Transaction, WHOLE_HISTORY
        )

    def investments(self) -> Rows[payloads.Investment] | None:
        """Return every line of every account, those that are gone included.

        As all products that an application has to have switched on: None where Powens gives none,
        whether by an empty list or by a refusal; which of the two it is says nothing.
        """
        return self._product("investments", "investments", payloads.Investment)

    def investment_history(
        self, investment_id: int, *, since: date | None = None
    ) -> Rows[payloads.InvestmentValue] | None:
        """Return what a unit of a line was worth on each day from `since` on, or all that there is.

        It begins when the connection was made (observed). One call, unless Powens links to more; None
        where Powens refuses, and an empty list where there is none.
        """
        path = f"users/me/investments/{investment_id}/history"
        query = {"min_date": since.isoformat()} if since else {}
        return unless_refused(
            lambda: linked_rows(
                self.transport, path, "investmentvalues", payloads.InvestmentValue, query
            )
        )

    def pockets(self) -> Rows[payloads.Pocket] | None:
        """Return every pocket of employee savings; None where Powens gives none."""
        return self._product("pockets", "pockets", payloads.Pocket)

    def market_orders(self) -> Rows[payloads.MarketOrder] | None:
        """Return every order on a market account or PEA; None where Powens gives none."""
        return self._product("marketorders", "marketorders", payloads.MarketOrder)

    def amortizations(self) -> Rows[payloads.LoanAmortization] | None:
        """Return the schedules of all loans, payment by payment; None where Powens gives none."""
        return self._product("amortizations", "loanamortizations", payloads.LoanAmortization)

    def account_ownerships(self) -> Rows[payloads.AccountOwnership] | None:
        """Return whose the accounts are; None where Powens gives none."""
        return self._product("account_ownerships", "account_ownerships", payloads.AccountOwnership)

    def application(self, client_id: str) -> payloads.Application | None:
        """Return what the application is registered with; None where Powens refuses to say.

        Asked once: somebody waits for it, and can go on without.
        """
        path = f"clients/{quote(client_id, safe='')}"
        body = unless_refused(lambda: self.transport.send("GET", path, attempts=1))
        return None if body is None else decode(body, payloads.Application)

    def still_has(self, kind: str, row_id: str) -> bool:
        """Tell whether Powens gives a connection, account or other row that is asked for by its id.

        One that is marked as deleted is not there. Raises PowensError when Powens does not say.
        """
        try:
            body = self.transport.send("GET", f"users/me/{kind}/{row_id}", query={"all": "true"})
        except (PowensNotFound, PowensConflict, PowensBadRequest):
            return False
        row = decode(body, payloads.Trace)
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
        return decode(body, payloads.TemporaryCode).code

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

    def delete_user(self) -> None:
        """Make Powens forget the user with everything it has of them, for good; the token with it."""
        self.transport.send("DELETE", "users/me", timeout=SYNC_TIMEOUT)

    def delete_connection(self, connection_id: int) -> None:
        """Make Powens forget a connection with everything below it, for good."""
        self.transport.send("DELETE", f"users/me/connections/{connection_id}", timeout=SYNC_TIMEOUT)

    def _product(self, path: str, kind: str, model: type[Row]) -> Rows[Row] | None:
        found = unless_refused(
            lambda: all_rows(self.transport, f"users/me/{path}", kind, model, {"all": "true"})
        )
        return found if found and (found.rows or found.unreadable) else None
