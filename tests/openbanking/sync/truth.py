"""What must hold between the sandbox and our tables after a clean sync, whatever happened before."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openbanking.models import Account, BalanceType, Connection, QuarantinedReading, SyncRun, Transaction
from openbanking.sandbox import Sandbox
from openbanking.sandbox.world import model as powens
from openbanking.sandbox.world.holdings import investment_json


def assert_in_sync(sandbox: Sandbox) -> None:
    """Compare everything; what is in quarantine is compared with what is quarantined."""
    banks = {
        str(each.id): each for user in sandbox.state.users.values() for each in user.connections.values()
    }
    ours = {each.external_id: each for each in Connection.objects.filter(vanished_at__isnull=True)}
    assert ours.keys() == banks.keys()
    for key, connection in ours.items():
        assert connection.state == (banks[key].state or "")
        _assert_accounts(connection, banks[key])
    assert not SyncRun.objects.filter(status=SyncRun.Status.RUNNING).exists()


def assert_wealth_in_sync(sandbox: Sandbox) -> None:
    """Compare what accounts hold and owe; one of which nothing is listed may wait for the bank."""
    for user in sandbox.state.users.values():
        for _, theirs in user.accounts():
            if theirs.is_read and theirs.investments:
                _assert_wealth(Account.objects.get(external_id=str(theirs.id)), theirs)


def _assert_accounts(connection: Connection, bank: powens.Connection) -> None:
    present = connection.accounts.filter(vanished_at__isnull=True).not_merged_away()
    ours = {each.external_id: each for each in present}
    assert ours.keys() <= {str(each) for each in bank.accounts}
    for each in bank.accounts.values():
        if str(each.id) not in ours:
            _assert_goes_on(connection, each)
            continue
        account = ours[str(each.id)]
        assert bool(account.disabled_at) == bool(each.disabled)
        assert bool(account.deleted_at) == bool(each.deleted)
        if not each.disabled and not each.deleted:
            _assert_balance(account, each)
            _assert_wealth(account, each)
        if not each.disabled:
            _assert_rows(account, each)


def _assert_goes_on(connection: Connection, theirs: powens.Account) -> None:
    """What we do not have under its id is deleted, and one of ours goes on in its place."""
    assert theirs.deleted
    former = [each for each in Account.objects.all() if str(theirs.id) in each.former_external_ids]
    merged = Account.objects.filter(merged_into__decision="merged", external_id=str(theirs.id))
    assert len(former) == 1 or merged.filter(connection=connection).exists()
    assert not Transaction.objects.live().filter(account__in=merged).exists()


def _assert_balance(account: Account, theirs: powens.Account) -> None:
    current = account.balances.filter(type=BalanceType.CURRENT).first()
    if theirs.balance is None:
        assert account.balance_missing_since
        return
    assert current is not None
    if account.quarantined_since:
        reading = account.quarantined_readings.get(decision=QuarantinedReading.Decision.WAITING)
        assert reading.balance == theirs.balance
    else:
        assert current.amount == theirs.balance
        if theirs.currency:
            assert current.currency == theirs.currency


def _assert_wealth(account: Account, theirs: powens.Account) -> None:
    """Each line, pocket, order and payment once, with the figures it has now."""
    lines = {each.external_id: each for each in account.holdings.live()}
    assert lines.keys() == {str(each.id) for each in theirs.live_investments()}
    for each in theirs.live_investments():
        line, shown = lines[str(each.id)], investment_json(theirs, each)
        for ours, name in (("quantity", "quantity"), ("unit_value", "unitvalue"), ("gain", "diff")):
            assert getattr(line, ours) == amount_of(shown[name])
        assert line.valuation == line.readings.all()[0].valuation == amount_of(shown["valuation"])
        said = {value.valued_on: value.unit_value for value in line.values.order_by("learned_at", "id")}
        if line.unit_value is not None and line.valued_on is not None:
            assert said[line.valued_on] == line.unit_value
    pockets = account.pockets.filter(deleted_on=None)
    assert sorted(pockets.values_list("external_id", "holding__external_id")) == sorted(
        (str(each.id), str(each.id_investment)) for each in theirs.pockets.values() if not each.deleted
    )
    orders = account.orders.filter(deleted_on=None).values_list("external_id", "state")
    assert {(str(each.id), each.state) for each in theirs.market_orders.values()} <= set(orders)
    schedule = account.loan_payments.live().values_list("due_on", "total")
    due = [each for each in theirs.amortizations if not each.deleted]
    assert {(each.payment_date, each.total_payment_amount) for each in due} <= set(schedule)


def amount_of(raw: Any) -> Decimal | None:
    """Return an amount as the local Powens wrote it."""
    return None if raw is None else Decimal(bytes(raw).decode())


def _assert_rows(account: Account, theirs: powens.Account) -> None:
    """Each transaction once; what the bank no longer shows may only be older than what it shows."""
    live = {each.external_id: each for each in account.transactions.filter(deleted_at__isnull=True)}
    there = {str(each.id): each for each in theirs.transactions.values() if not each.deleted}
    assert there.keys() <= live.keys()
    shown = [each.ordered for each in theirs.transactions.values()]
    for key, row in live.items():
        if key not in there and theirs.deleted and not shown:
            continue  # the bank keeps no history of what it closed; we do
        if key not in there:
            assert row.status == Transaction.Status.BOOKED
            assert not shown or row.date.date() < min(shown)
            continue
        assert row.amount == there[key].value
        assert (row.status == Transaction.Status.PENDING) == there[key].coming
        assert row.original_wording == there[key].wording


def assert_nothing_forgotten(readings: set[object], accounts: set[object], rows: set[object]) -> None:
    """Whatever was once recorded is still there."""
    from openbanking.models import BalanceReading

    assert readings <= set(BalanceReading.objects.values_list("pk", flat=True))
    assert accounts <= set(Account.objects.values_list("pk", flat=True))
    assert rows <= set(Transaction.objects.values_list("pk", flat=True))
