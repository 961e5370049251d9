"""Whatever happens at banks, at Powens and on the way: a clean sync tells the truth."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from openbanking.gateway.clients import renew_token
from openbanking.health.states import STATES
from openbanking.models import Account, BalanceReading, PowensUser, SyncRun, Transaction
from openbanking.sandbox import ApiError, Sandbox
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world import mutations
from openbanking.sandbox.world.quirks import Quirks
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.openbanking.sync.running import walking
from tests.openbanking.sync.truth import assert_in_sync, assert_nothing_forgotten

pytestmark = pytest.mark.django_db

AMOUNTS = st.sampled_from(["-42.17", "2500.00", "-0.01", "-1310.42", "90071992547409.93"])
# Faults that cost no waiting; slow answers and timeouts are the transport's own tests.
QUICK = st.sampled_from(
    [
        kind
        for kind in FaultKind
        if kind not in (FaultKind.SLOW, FaultKind.TIMEOUT, FaultKind.RATE_LIMITED)
    ]
)
PLACES = st.sampled_from(["connections$", "accounts$", "transactions$", "", "auth/renew"])
# How Powens behaves where its documentation leaves it open. Small pages are left out: what goes away
# without a trace is only looked for on the newest one, and everywhere once a week.
HABITS = st.fixed_dictionaries(
    {
        "nothing_enabled": st.sampled_from([400, 409]),
        **{each.name: st.booleans() for each in fields(Quirks) if isinstance(each.default, bool)},
    }
)
pick = st.integers(min_value=0, max_value=1000)


class Years(RuleBasedStateMachine):
    """A tenant's banks over the years, read now and then."""

    sandbox: Sandbox
    patience: Any

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.sandbox = Sandbox(world="tiny").start()
        self.patience.setattr("django.conf.settings.POWENS_BASE_URL", self.sandbox.base_url)
        alice = factories.make_user("alice")
        known = self.sandbox.users[0]
        self.user = factories.make_powens_user(
            factories.make_tenant("alices", alice), alice, external_id="7", token=known.token
        )
        self.readings: set[object] = set()
        self.accounts: set[object] = set()
        self.rows: set[object] = set()

    def teardown(self) -> None:
        try:
            self.clean_sync()
        finally:
            self.sandbox.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @initialize(quirks=HABITS)
    def powens_has_its_ways(self, quirks: dict[str, Any]) -> None:
        self.sandbox.state.quirks.change(**quirks)

    # What happens at banks and at Powens.

    @property
    def _connections(self) -> list[int]:
        return list(self.sandbox.state.users[7].connections)

    @property
    def _accounts(self) -> list[int]:
        return [account.id for _, account in self.sandbox.state.users[7].accounts()]

    @property
    def _rows(self) -> list[int]:
        return [
            row for _, account in self.sandbox.state.users[7].accounts() for row in account.transactions
        ]

    def _do(self, name: str, **arguments: Any) -> None:
        try:
            mutations.MUTATIONS[name](self.sandbox.state, **arguments)
        except ApiError:
            pass  # it makes no sense for this one, such as booking what is booked
        else:
            self.sandbox.clock.advance(timedelta(minutes=7))

    @rule(at=pick, value=AMOUNTS, days_ago=st.integers(0, 400), coming=st.booleans())
    def something_is_bought(self, at: int, value: str, days_ago: int, coming: bool) -> None:
        if accounts := self._accounts:
            chosen = accounts[at % len(accounts)]
            self._do("add_transaction", account=chosen, value=value, days_ago=days_ago, coming=coming)

    @rule(at=pick, new_id=st.booleans(), trace=st.booleans())
    def something_is_booked(self, at: int, new_id: bool, trace: bool) -> None:
        if rows := self._rows:
            self._do("book", transaction=rows[at % len(rows)], new_id=new_id, trace=trace)

    @rule(at=pick, trace=st.booleans())
    def something_is_taken_back(self, at: int, trace: bool) -> None:
        if rows := self._rows:
            self._do("take_back", transaction=rows[at % len(rows)], trace=trace)

    @rule(at=pick, value=st.none() | AMOUNTS)
    def something_is_edited(self, at: int, value: str | None) -> None:
        if rows := self._rows:
            self._do("edit", transaction=rows[at % len(rows)], value=value)

    @rule(at=pick, to=st.none() | AMOUNTS | st.just("0"))
    def balance_jumps(self, at: int, to: str | None) -> None:
        if accounts := self._accounts:
            self._do("set_balance", account=accounts[at % len(accounts)], to=to)

    @rule(at=pick, to=st.sampled_from([None, "EUR", "CHF"]))
    def currency_changes(self, at: int, to: str | None) -> None:
        if accounts := self._accounts:
            self._do("set_currency", account=accounts[at % len(accounts)], to=to)

    @rule(at=pick, what=st.sampled_from(["enable", "disable", "close_account"]))
    def account_is_switched(self, at: int, what: str) -> None:
        if accounts := self._accounts:
            self._do(what, account=accounts[at % len(accounts)])

    @rule(
        at=pick,
        what=st.sampled_from(["open_account", "relink", "delete_connection", "fall_silent"]),
    )
    def connection_changes(self, at: int, what: str) -> None:
        if connections := self._connections:
            self._do(what, connection=connections[at % len(connections)])

    @rule(at=pick, disabled=st.booleans(), trace=st.booleans())
    def accounts_are_recreated(self, at: int, disabled: bool, trace: bool) -> None:
        if connections := self._connections:
            chosen = connections[at % len(connections)]
            self._do("recreate", connection=chosen, disabled=disabled, trace=trace)

    @rule(at=pick, to=st.none() | st.sampled_from([*STATES, "somethingNew"]))
    def state_changes(self, at: int, to: str | None) -> None:
        if connections := self._connections:
            self._do("set_state", connection=connections[at % len(connections)], to=to)

    @rule()
    def tokens_are_revoked(self) -> None:
        self._do("revoke_tokens", user=7)

    @rule(days=st.integers(0, 10))
    def time_passes(self, days: int) -> None:
        self.sandbox.clock.advance(timedelta(days=days))

    # What we do meanwhile.

    @rule(kind=QUICK, place=PLACES, times=st.integers(1, 6))
    def sync_with_a_fault(self, kind: FaultKind, place: str, times: int) -> None:
        self.sandbox.faults.add(Fault(kind=kind, path=place, times=times))
        self.sync()
        self.sandbox.faults.clear()

    @rule(full=st.booleans())
    def sync(self, full: bool = False) -> None:
        run_sync(Scope(full=full), clock=self.sandbox.clock.now)
        self.remember()

    @rule()
    def clean_sync(self) -> None:
        self.sandbox.faults.clear()
        user = PowensUser.objects.get()
        if user.rejected_at:
            renew_token(user, now=self.sandbox.clock.now())  # as staff do
        run_sync(Scope(), clock=self.sandbox.clock.now)
        assert_in_sync(self.sandbox)
        # A connection that fell silent has been woken by it, and the next run brings what came of that.
        woken = run_sync(Scope(), clock=self.sandbox.clock.now).totals.transactions
        assert (woken.added, woken.removed) == (0, 0)
        self.remember()
        again = run_sync(Scope(), clock=self.sandbox.clock.now).totals
        for counts in (again.accounts, again.balances, again.transactions):
            assert (counts.added, counts.changed, counts.removed) == (0, 0, 0)

    def remember(self) -> None:
        self.readings = set(BalanceReading.objects.values_list("pk", flat=True))
        self.accounts = set(Account.objects.values_list("pk", flat=True))
        self.rows = set(Transaction.objects.values_list("pk", flat=True))

    @invariant()
    def nothing_is_forgotten(self) -> None:
        assert_nothing_forgotten(self.readings, self.accounts, self.rows)

    @invariant()
    def nothing_is_stuck(self) -> None:
        assert not SyncRun.objects.filter(status=SyncRun.Status.RUNNING).exists()


def test_a_clean_sync_tells_the_truth_whatever_came_before(no_waiting):
    """Walk the same sequences each time; `make explore` looks for new ones and shortens them."""
    Years.patience = no_waiting
    run_state_machine_as_test(Years, settings=walking(sequences=15, steps=20))
