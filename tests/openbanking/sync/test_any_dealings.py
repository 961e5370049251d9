"""Whatever happens to what a family holds and owes: clean syncs tell the truth, and forget nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from openbanking.models import Holding, HoldingReading, HoldingValue
from openbanking.sandbox import ApiError, Sandbox
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from openbanking.sandbox.world import model as powens
from openbanking.sandbox.world import mutations, syncing
from openbanking.sandbox.world.products import Availability
from openbanking.sync import Scope, run_sync
from openbanking.sync.products import Product
from tests import factories
from tests.openbanking.sync.running import walking
from tests.openbanking.sync.truth import assert_wealth_in_sync

pytestmark = pytest.mark.django_db

RECORDED = (Holding, HoldingReading, HoldingValue)
PLACES = st.sampled_from(
    ["investments$", "/history$", "pockets$", "marketorders$", "amortizations$", r"investments/\d+$"]
)
QUICK = st.sampled_from(
    [FaultKind.STATUS, FaultKind.HTML, FaultKind.TRUNCATED, FaultKind.EMPTY, FaultKind.SHORT]
)
PRODUCTS = st.sampled_from(["investments", "pockets", "market_orders", "amortizations"])
FIELDS = st.sampled_from([[], ["code"], ["valuation"], ["unitvalue", "vdate"]])
pick = st.integers(min_value=0, max_value=1000)


class Dealings(RuleBasedStateMachine):
    """A family that trades and repays, read now and then."""

    patience: Any

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.sandbox = Sandbox(world="wealth").start()
        self.patience.setattr("django.conf.settings.POWENS_BASE_URL", self.sandbox.base_url)
        alice, known = factories.make_user("alice"), self.sandbox.users[0]
        factories.make_powens_user(
            factories.make_tenant("alices", alice),
            alice,
            external_id=str(known.id_user),
            token=known.token,
        )
        self.recorded: list[set[object]] = [set() for _ in RECORDED]

    def teardown(self) -> None:
        try:
            self.clean_syncs()
        finally:
            self.sandbox.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @property
    def _user(self) -> powens.User:
        return next(iter(self.sandbox.state.users.values()))

    @property
    def _accounts(self) -> list[powens.Account]:
        return [account for _, account in self._user.accounts()]

    def _do(self, name: str, **facts: Any) -> None:
        try:
            mutations.MUTATIONS[name](self.sandbox.state, **facts)
        except ApiError:
            pass  # it makes no sense for this one, such as selling what is sold
        else:
            self.sandbox.clock.advance(timedelta(minutes=7))

    # What happens at the bank.

    @rule(
        at=pick,
        what=st.sampled_from(
            [
                ("sell_line", {}),
                ("sell_line", {"trace": False}),
                ("buy_back", {"quantity": "3"}),
                ("buy_back", {"quantity": "3", "new_id": True}),
                ("set_value", {"to": "77.5000"}),
                ("place_order", {"quantity": "2", "direction": "SALE"}),
            ]
        ),
    )
    def line_is_dealt_in(self, at: int, what: tuple[str, dict[str, Any]]) -> None:
        # Orders are given on market accounts alone.
        there = [each for each in self._accounts if each.type == "market" or what[0] != "place_order"]
        if lines := [line for account in there for line in account.investments]:
            self._do(what[0], investment=lines[at % len(lines)], **what[1])

    @rule(at=pick, fields=FIELDS)
    def figures_are_withheld(self, at: int, fields: list[str]) -> None:
        if lines := [line for account in self._accounts for line in account.investments]:
            self._do("withhold", investment=lines[at % len(lines)], fields=fields)

    @rule(at=pick, what=st.sampled_from(["execute_order", "cancel_order"]))
    def order_ends(self, at: int, what: str) -> None:
        if orders := [order for account in self._accounts for order in account.market_orders]:
            self._do(what, order=orders[at % len(orders)])

    @rule(rate=st.sampled_from(["1.00", "9.00"]))
    def loan_is_revised(self, rate: str) -> None:
        for account in self._accounts:
            self._do("revise_schedule", account=account.id, rate=rate)

    @rule(at=pick, what=st.sampled_from(["enable", "disable"]))
    def account_is_switched(self, at: int, what: str) -> None:
        self._do(what, account=self._accounts[at % len(self._accounts)].id)

    @rule(disabled=st.booleans(), trace=st.booleans())
    def accounts_are_recreated(self, disabled: bool, trace: bool) -> None:
        for connection in list(self._user.connections):
            self._do("recreate", connection=connection, disabled=disabled, trace=trace)

    @rule(days=st.integers(1, 12))
    def days_pass(self, days: int) -> None:
        self.sandbox.clock.advance(timedelta(days=days))
        for connection in self._user.connections.values():
            syncing.sync(self.sandbox.state, self._user, connection)

    # What Powens does with it, and what we do meanwhile.

    @rule(product=PRODUCTS, to=st.sampled_from(Availability))
    def product_is_switched(self, product: str, to: Availability) -> None:
        self.sandbox.state.products.change(**{product: to})

    @rule(kind=QUICK, place=PLACES, times=st.integers(1, 4))
    def sync_with_a_fault(self, kind: FaultKind, place: str, times: int) -> None:
        self.sandbox.faults.add(Fault(kind=kind, path=place, times=times))
        self.sync()
        self.sandbox.faults.clear()

    @rule()
    def sync(self) -> None:
        run_sync(Scope(), clock=self.sandbox.clock.now)

    @rule()
    def clean_syncs(self) -> None:
        for product in ("investments", "pockets", "market_orders", "amortizations"):
            self.sandbox.state.products.change(**{product: "on"})
        # After a repair the first one only learns which accounts are which.
        for _ in range(2):
            self.sync()
        assert_wealth_in_sync(self.sandbox)
        again = run_sync(Scope(), clock=self.sandbox.clock.now).totals
        assert {each: again.of(each).written for each in Product} == dict.fromkeys(Product, 0)

    @invariant()
    def nothing_is_forgotten(self) -> None:
        now: list[set[object]] = [
            set(model._default_manager.values_list("pk", flat=True)) for model in RECORDED
        ]
        assert all(before <= after for before, after in zip(self.recorded, now, strict=True))
        self.recorded = now


def test_clean_syncs_tell_the_truth_whatever_came_before(no_waiting):
    """Walk the same sequences each time; `make explore` looks for new ones and shortens them."""
    Dealings.patience = no_waiting
    run_state_machine_as_test(Dealings, settings=walking(sequences=8, steps=20))
