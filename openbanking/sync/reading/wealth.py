"""Read what accounts hold and owe, product by product: what is not given, or fails, does so alone.

A product is asked for only where an account is read of a kind that can have it. Lists come whole, each
by a call or two. The history of a line is a call of its own, so few are read in a run: what lines are
worth is in their list, and their history only fills in the days between two runs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from openbanking.models import Account, Holding
from openbanking.powens import (
    PowensAuthError,
    PowensClient,
    PowensError,
    PowensRateLimited,
    payloads,
)
from openbanking.powens.payloads import Rows
from openbanking.sync.mapping.banking import type_of
from openbanking.sync.mapping.wealth import has_unit_values, line_key
from openbanking.sync.reading.absence import has_one
from openbanking.sync.reading.delivery import Delivery, Outcome, Wealth
from openbanking.sync.reading.snapshot import Snapshot

logger = logging.getLogger(__name__)

# Whose accounts are hardly ever changes; histories only fill in what runs did not see.
OWNERS_EVERY = HISTORIES_EVERY = timedelta(days=7)
# Values of past days come late and are corrected.
LATE = timedelta(days=7)
MOST_HISTORIES = 20
FORBIDDEN = 403
NEVER = datetime.min.replace(tzinfo=UTC)
SHORT = "Powens' list lacks some that it has."

Row = TypeVar("Row", bound=payloads.OfAccount)


def read_wealth(client: PowensClient, snapshot: Snapshot, *, full: bool, now: datetime) -> None:
    """Read what the accounts that are read can hold and owe; `full` asks for all that is asked rarely.

    Raises PowensAuthError for a token that is worthless. What else fails at Powens is the trouble of
    the product that it failed for.
    """
    accounts = [each for each in snapshot.listed_accounts() if not each.disabled and not each.deleted]
    if accounts:
        _Reading(client, snapshot, accounts, now=now).read(full=full)


class _Reading:
    """The products of one user, asked for one after the other."""

    def __init__(
        self,
        client: PowensClient,
        snapshot: Snapshot,
        accounts: Iterable[payloads.Account],
        *,
        now: datetime,
    ) -> None:
        self._client, self._now = client, now
        self._wealth: Wealth = snapshot.wealth
        self._kinds = {str(each.id): type_of(each) for each in accounts}
        self._connections = list(snapshot.known.values())
        # Once Powens asks for fewer calls, nothing more is asked for.
        self._told_to_wait = ""

    def read(self, *, full: bool) -> None:
        known = dict(
            Account.objects.live()
            .filter(connection__in=self._connections, external_id__in=self._kinds)
            .values_list("external_id", "owners_read_at")
        )
        wealth, client = self._wealth, self._client
        self._ask(wealth.lines, client.investments, known)
        self._attempt(wealth.lines, lambda: self._doubt_short_list(known))
        self._attempt(wealth.lines, lambda: self._read_histories(full=full))
        self._ask(wealth.pockets, client.pockets, known)
        self._ask(wealth.orders, client.market_orders, known)
        self._ask(wealth.payments, client.amortizations, known)
        since = self._now - OWNERS_EVERY
        if full or any((known.get(each) or NEVER) <= since for each in self._kinds):
            self._ask(wealth.owners, client.account_ownerships, known)

    def _ask(
        self, delivery: Delivery[Row], call: Callable[[], Rows[Row] | None], settled: Iterable[str]
    ) -> None:
        if any(map(delivery.product.is_for, self._kinds.values())):
            self._attempt(delivery, lambda: delivery.take(call(), settled=settled))

    def _attempt(self, delivery: Delivery[Any], work: Callable[[], None]) -> None:
        delivery.trouble = delivery.trouble or self._told_to_wait
        if delivery.trouble:
            return
        try:
            work()
        except PowensError as error:
            if isinstance(error, PowensAuthError) and error.status != FORBIDDEN:
                raise
            logger.warning("The %s were not read: %s", delivery.product.words, error)
            delivery.trouble = str(error)
            if isinstance(error, PowensRateLimited):
                self._told_to_wait = str(error)

    def _doubt_short_list(self, accounts: Iterable[str]) -> None:
        """Find out whether Powens still has lines that its list lacks; then the list is not believed."""
        lines = self._wealth.lines
        if lines.outcome is not Outcome.DELIVERED or lines.unread_of(None):
            return  # nothing is taken for gone: any line may be the one that cannot be read
        listed = {
            (account, trait)
            for account in accounts
            for each in lines.rows_of(account)
            for trait in (line_key(each), str(each.id))
        } | {(each.id_account, each.id) for each in lines.unreadable}
        ours = Holding.objects.live().filter(
            account__connection__in=self._connections, account__external_id__in=list(accounts)
        )
        lacked = [
            external_id
            for account, key, external_id in ours.values_list(
                "account__external_id", "key", "external_id"
            )
            if not listed & {(account, key), (account, external_id)}
        ]
        if has_one(self._client, "investments", lacked):
            lines.trouble = SHORT

    def _read_histories(self, *, full: bool) -> None:
        """Read the histories not read for long, the longest first; Powens refusing one ends it."""
        read_at = {
            external_id: moment or NEVER
            for external_id, moment in Holding.objects.filter(
                account__connection__in=self._connections
            ).values_list("external_id", "history_read_at")
        }
        since = self._now - HISTORIES_EVERY
        with_history = [
            str(each.id)
            for account in self._kinds
            for each in self._wealth.lines.rows_of(account)
            if has_unit_values(each)
        ]
        due = [each for each in with_history if full or read_at.get(each, NEVER) <= since]
        due.sort(key=lambda each: read_at.get(each, NEVER))
        for line in due if full else due[:MOST_HISTORIES]:
            last = read_at.get(line, NEVER)
            begin = None if full or last == NEVER else (last - LATE).date()
            found = self._client.investment_history(int(line), since=begin)
            self._wealth.histories[line] = found or Rows([], [])
            if found is None:
                return
