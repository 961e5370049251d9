"""Every decoder, with a few hostile inputs, the same ones each time."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings

from tests.fuzzing.holding import hold
from tests.fuzzing.inputs import TOKENS, hostile
from tests.fuzzing.kinds import KINDS
from tests.fuzzing.names import NAMES
from tests.fuzzing.seeds import FOUND

INPUTS = 60


@pytest.mark.parametrize("name", KINDS)
def test_hostile_input_is_refused_in_time_and_not_repeated(name):
    @settings(
        max_examples=INPUTS,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(hostile(KINDS[name].seeds))
    @example(b"")
    def holds(data: bytes) -> None:
        hold(name, data)

    holds()


def test_every_kind_has_its_turn_at_night():
    assert tuple(KINDS) == NAMES


@pytest.mark.parametrize("name", FOUND)
def test_what_was_found_once_is_found_no_more(name):
    for data in FOUND[name]:
        hold(name, data)


@pytest.mark.parametrize("name", KINDS)
def test_what_decoders_stumble_over_is_refused_as_well(name):
    for token in TOKENS:
        hold(name, token)


@pytest.mark.parametrize("name", KINDS)
def test_what_is_right_is_read(name):
    """Inputs are made from these: a seed that is refused would make nothing but noise."""
    kind = KINDS[name]
    read = []
    for data in kind.seeds:
        try:
            kind.run(data)
        except kind.refusals:
            continue
        read.append(data)
    assert read
