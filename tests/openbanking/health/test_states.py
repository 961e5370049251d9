"""What each Powens state means: one table, the same in code and in the documentation."""

from __future__ import annotations

from pathlib import Path

import pytest

from openbanking.health.states import (
    HEALTHY,
    PAUSED,
    SILENT,
    STATES,
    UNKNOWN,
    VANISHED,
    Actor,
    Status,
    condition_of_state,
)

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "connection-states.md"
INTERACTIVE = ["SCARequired", "webauthRequired", "additionalInformationNeeded", "decoupled", "wrongpass"]
OTHERS = {
    "none": HEALTHY,
    "none, switched off": PAUSED,
    "none, silent": SILENT,
    "any other": UNKNOWN,
    "no longer listed": VANISHED,
}


def row(name, condition):
    heals = "yes" if condition.retryable else "no"
    words = (condition.status, condition.who_must_act, heals, condition.next_attempt, condition.message)
    return f"| {name} | {' | '.join(words)} |"


@pytest.mark.parametrize("name", [*STATES, *OTHERS])
def test_documentation_tells_what_the_code_does(name):
    condition = STATES.get(name) or OTHERS[name]
    assert row(name, condition) in DOCUMENT.read_text().splitlines()


@pytest.mark.parametrize("state", INTERACTIVE)
def test_state_that_needs_its_user_does_not_heal_by_itself(state):
    condition = condition_of_state(state)
    assert (condition.status, condition.who_must_act) == (Status.ERROR, Actor.MEMBER)
    assert not condition.retryable


@pytest.mark.parametrize("state", ["wrongpass", "wrongPass", "WRONGPASS"])
def test_states_are_read_without_regard_to_case(state):
    assert condition_of_state(state) is STATES["wrongpass"]


@pytest.mark.parametrize("state", ["neverHeardOf", " ", "0"])
def test_unknown_state_is_for_staff_to_look_up(state):
    assert condition_of_state(state) is UNKNOWN
