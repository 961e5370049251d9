"""What every world keeps to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from openbanking.sandbox import WORLDS, Sandbox, UnknownWorld, sandbox_users
from openbanking.sandbox.world.amounts import total
from openbanking.sandbox.world.catalogue import CURRENCIES
from openbanking.sandbox.world.clock import Clock
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.world.state import State
from openbanking.sandbox.worlds import build
from openbanking.sandbox.worlds.builder import iban
from tests.openbanking.sandbox.conftest import NOW

# Length of a whole IBAN by country (ISO 13616 registry).
LENGTHS = {"FR": 27, "CH": 21, "GB": 22, "DE": 22}
# Ends of months, a leap day, and a change of the clocks.
DAYS = [
    datetime(2026, 3, 31, 6, tzinfo=UTC),
    datetime(2024, 2, 29, 6, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
]


@pytest.fixture(scope="module", params=list(WORLDS))
def world(request: pytest.FixtureRequest) -> State:
    return build(request.param, Clock(NOW))


def accounts(world: State) -> Iterator[Account]:
    for user in world.users.values():
        for _, account in user.accounts():
            yield account


@pytest.mark.parametrize("name", ["tiny", "family-office", "wealth"])
def test_one_instant_gives_one_world(name: str) -> None:
    first, second = (build(name, Clock(NOW)) for _ in range(2))
    assert [asdict(each) for each in accounts(first)] == [asdict(each) for each in accounts(second)]


@pytest.mark.parametrize("now", DAYS)
def test_family_office_can_be_furnished_on_any_day(now: datetime) -> None:
    world = build("family-office", Clock(now))
    assert sum(len(each.transactions) for each in accounts(world)) > 1000
    assert all(row.last_update <= now for each in accounts(world) for row in each.transactions.values())


def test_every_iban_is_valid(world: State) -> None:
    found = [each.iban for each in accounts(world) if each.iban]
    assert found
    for text in found:
        assert len(text) == LENGTHS[text[:2]]
        moved = text[4:] + text[:4]
        assert int("".join(str(int(character, 36)) for character in moved)) % 97 == 1


def test_known_iban_has_its_known_check_digits() -> None:
    # The registry's own example for the United Kingdom.
    assert iban("GB", "NWBK60161331926819") == "GB29NWBK60161331926819"


def test_coming_is_the_sum_of_the_coming_rows(world: State) -> None:
    for account in accounts(world):
        rows = [row.value for row in account.transactions.values() if row.coming and row.value]
        assert total(*rows) == (account.coming or 0)


def test_only_coming_rows_lie_ahead(world: State) -> None:
    for account in accounts(world):
        for row in account.transactions.values():
            assert row.coming == (row.posted > NOW.date())
            assert row.ordered <= row.posted


def test_amounts_have_no_more_digits_than_their_currency(world: State) -> None:
    for account in accounts(world):
        digits = CURRENCIES[account.currency].precision if account.currency else 2
        amounts = [account.balance, *(row.value for row in account.transactions.values())]
        for amount in amounts:
            if amount is not None:
                assert -int(amount.as_tuple().exponent) <= digits


def test_users_have_tokens_that_say_where_they_belong() -> None:
    assert [(user.id_user, user.token, user.family) for user in sandbox_users("family-office")] == [
        (314, "sandbox-token-family-office-martin", "Martin"),
        (271, "sandbox-token-family-office-keller", "Keller"),
    ]


def test_unknown_world_names_the_known_ones() -> None:
    with pytest.raises(UnknownWorld, match="family-office, large, tiny"):
        Sandbox(world="atlantis")
