"""What holds for every page of members: a new one is covered the day it has an address.

`make screenshots` keeps how pages look, for the next time; a page that was changed on purpose brings its
new looks.
"""

from __future__ import annotations

import pytest

from tests import visits
from tests.browser.demonstration.looking import faults_of
from tests.visits import Looker

PAGES = [
    *(("nobody", each) for each in visits.OF_STRANGERS),
    *(("member", each) for each in visits.OF_MEMBERS),
    *(("administrator", each) for each in (*visits.OF_MEMBERS, *visits.OF_ADMINISTRATORS)),
]


def test_every_address_for_people_is_visited():
    listed = [*visits.OF_STRANGERS, *visits.OF_MEMBERS, *visits.OF_ADMINISTRATORS]
    visited = {each.name for each in listed} | visits.NO_PAGES
    assert {name for _, name in visits.named()} == visited


@pytest.mark.parametrize(("role", "visit"), PAGES, ids=str)
def test_page_can_be_used_by_everybody_and_looks_as_it_did(window_of, world, role, visit):
    user = getattr(world, role, None)
    path = visit.path(Looker(user or world.member, world.tenant))
    assert faults_of(window_of(user), path, f"{role}-{visit}".replace(":", "-")) == []
