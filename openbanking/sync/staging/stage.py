"""What was read of one Powens user's transactions, and what can be asked of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from openbanking.models.ids import new_id
from openbanking.powens import PowensClock, PowensProtocolError, payloads
from openbanking.powens.payloads import Rows, Unreadable
from openbanking.sync.mapping.transactions import TransactionColumns, transaction_columns
from openbanking.sync.staging.conditions import NotListed
from openbanking.sync.staging.database import database
from openbanking.sync.staging.statements import PAST_KEEPING, kept_from, moment_value, telling_values
from openbanking.sync.staging.table import ANALYSED_FROM, TABLE, Row, as_kept, definition


class StagedAccount(NamedTuple):
    """What was read of one account: how many rows, since when, and how many without an amount."""

    rows: int
    covered_from: datetime
    without_amount: int


@dataclass(slots=True)
class Written:
    """How many rows of an account were added, changed, and said to be taken back."""

    added: int = 0
    changed: int = 0
    taken_back: int = 0


@dataclass(slots=True)
class Stage:
    """The transactions of one Powens user as they were read; what was read last of a row stands.

    `newest_change` is told by the server's clock and says where the next read goes on; `oldest_day` is
    the earliest budgeting day. The table is made when it is first needed.
    """

    # Whose they are: wordings may be encrypted with the tenant's key.
    tenant: UUID | None = None
    newest_change: datetime | None = None
    oldest_day: date | None = None
    unreadable: list[Unreadable] = field(default_factory=list)
    _opened: bool = False
    _rows: int = 0
    _settled: bool = True
    _accounts: dict[str, StagedAccount] | None = None

    def clear(self) -> None:
        """Forget the rows that were read, and give up the room they took."""
        if self._rows:
            self._empty()
        self.newest_change = self.oldest_day = None

    def take(self, page: Rows[payloads.Transaction], clock: PowensClock) -> None:
        """Take in the rows of a page; those that cannot be read, or have no date, are set apart."""
        self._set_apart(page.unreadable)
        kept = as_kept(self.tenant)
        rows: list[Row] = []
        for each in page.rows:
            try:
                columns = transaction_columns(each, clock)
            except PowensProtocolError as error:
                self._set_apart([_left_out(each, error)])
                continue
            self._note(columns)
            rows.append((new_id(), str(each.id_account), *kept(columns)))
        if rows:
            self._open()
            database().load(rows)
            self._rows += len(rows)
            self._settled, self._accounts = False, None

    def holding(self, external_ids: Collection[str]) -> set[str]:
        """Return which of these rows were read already."""
        if not self._rows or not external_ids:
            return set()
        places = ", ".join(["%s"] * len(external_ids))
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT external_id FROM {TABLE} WHERE external_id IN ({places})", list(external_ids)
            )
            return {external_id for (external_id,) in cursor.fetchall()}

    def accounts(self) -> dict[str, StagedAccount]:
        """Return what was read of each account that rows were read of, by Powens' id."""
        if self._accounts is None:
            self._accounts = self._summed_up()
        return self._accounts

    def differ(self, accounts: Mapping[str, UUID], *, now: datetime) -> bool:
        """Tell whether anything would be added or changed; rows of other accounts are news too."""
        return self._differ(accounts, now=now, others=True)

    def past_keeping(self, *, now: datetime) -> set[str]:
        """Return the ids of rows that were taken back so long ago that they are not kept."""
        if not self._rows or (before := kept_from(now)) is None:
            return set()
        self._settle()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT s.external_id FROM {TABLE} AS s WHERE {PAST_KEEPING}",
                [moment_value(before, connection)],
            )
            return {external_id for (external_id,) in cursor.fetchall()}

    def write(self, accounts: Mapping[str, UUID], *, now: datetime) -> dict[UUID, Written]:
        """Add the rows that are not ours yet, and change those that differ; the others are not touched.

        What was taken back so long ago that it is not kept is not added. `accounts` are ours, by their
        ids at Powens. Returns what was written of each account of which anything was.
        """
        written: dict[UUID, Written] = defaultdict(Written)
        # Asking takes as long as one of the two statements, and most often spares both.
        if not self._differ(accounts, now=now, others=False):
            return written
        for account, taken_back, rows in database().change(accounts, now=now):
            if taken_back:
                written[account].taken_back += rows
            else:
                written[account].changed += rows
        for account, rows in database().add(accounts, now=now):
            written[account].added += rows
        return written

    def without_amount(self, account: str) -> list[str]:
        """Return the ids of an account's rows that have no usable amount."""
        self._settle()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT external_id FROM {TABLE} WHERE powens_account = %s AND amount IS NULL",
                [account],
            )
            return [external_id for (external_id,) in cursor.fetchall()]

    def not_listed(self, account: str | None = None) -> NotListed:
        """Return the condition that a row of ours was not read, or not of this account."""
        self._open()
        self._settle()
        return NotListed(account)

    def _differ(self, accounts: Mapping[str, UUID], *, now: datetime, others: bool) -> bool:
        """Tell whether a row of these accounts, or one of `others`, is not as ours is or not ours."""
        if not self._rows:
            return False
        self._settle()
        with connection.cursor() as cursor:
            cursor.execute(database().TELLING, telling_values(accounts, now, connection, others=others))
            return bool(cursor.fetchone()[0])

    def _open(self) -> None:
        if self._opened:
            return
        with connection.cursor() as cursor:
            cursor.execute(definition(connection, key=database().KEY))
        self._opened = True
        self._empty()  # an earlier user whose reading failed may have left some

    def _empty(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(database().EMPTYING)
        self._rows, self._settled, self._accounts = 0, True, None

    def _settle(self) -> None:
        """Leave of each row what was read last, before anything is asked of all."""
        if self._settled:
            return
        with connection.cursor() as cursor:
            if settling := database().SETTLING:
                cursor.execute(settling)
            if self._rows >= ANALYSED_FROM and (analysing := database().ANALYSING):
                cursor.execute(analysing)
        self._settled = True

    def _summed_up(self) -> dict[str, StagedAccount]:
        if not self._rows:
            return {}
        self._settle()
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT powens_account, count(*), min(date), count(*) - count(amount) FROM {TABLE} "
                "GROUP BY powens_account"
            )
            return {
                account: StagedAccount(rows, database().moment(covered_from), without_amount)
                for account, rows, covered_from, without_amount in cursor.fetchall()
            }

    def _set_apart(self, unreadable: list[Unreadable]) -> None:
        self.unreadable += [
            each for each in unreadable if each.id is None or each not in self.unreadable
        ]

    def _note(self, columns: TransactionColumns) -> None:
        changed, day = columns.bank_updated_at, columns.budgeted_on
        if changed and (self.newest_change is None or changed > self.newest_change):
            self.newest_change = changed
        if day and (self.oldest_day is None or day < self.oldest_day):
            self.oldest_day = day


def _left_out(payload: payloads.Transaction, error: PowensProtocolError) -> Unreadable:
    return Unreadable(
        kind="transaction",
        id=str(payload.id),
        id_account=str(payload.id_account),
        reason=str(error),
    )
