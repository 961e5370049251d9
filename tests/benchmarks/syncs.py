"""What it costs to sync a tenant in which hardly anything happens."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from datetime import timedelta

from django.conf import settings

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world import mutations
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.benchmarks.measuring import Pair

ROWS = 5_000
ROUNDS = 5


def pairs(sandbox: Sandbox) -> list[Pair]:
    """Link a tenant with a long history, read it once, and return what to compare."""
    settings.POWENS_BASE_URL = sandbox.base_url
    bob = factories.make_user("bob")
    known = sandbox.users[0]
    user = factories.make_powens_user(
        factories.make_tenant("bobs", bob), bob, external_id=str(known.id_user), token=known.token
    )
    (bank,) = sandbox.state.users[known.id_user].connections.values()
    account = next(iter(bank.accounts.values()))
    movement = next(iter(account.transactions.values()))
    for number in range(ROWS):
        row = copy(movement)
        row.id = 800_000 + number
        row.posted = row.ordered = movement.posted - timedelta(days=number // 5)
        row.last_update = movement.last_update - timedelta(days=30)
        account.transactions[row.id] = row
    run_sync(Scope(powens_user_ids=[str(user.pk)]))

    def sync(*, full: bool, news: bool = False) -> Callable[[], object]:
        def work() -> None:
            if news:
                mutations.add_transaction(sandbox.state, account=account.id, value="-1")
            run_sync(Scope(powens_user_ids=[str(user.pk)], full=full))

        return work

    return [
        Pair("sync of 5000 rows, no news / everything", sync(full=False), sync(full=True), ROUNDS),
        Pair("one new row / no news", sync(full=False, news=True), sync(full=False), ROUNDS),
    ]
