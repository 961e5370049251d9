"""What holds for every page of the staff: a new one is covered the day it has an address."""

from __future__ import annotations

import pytest

from tests import visits, visits_of_admin
from tests.browser.demonstration.looking import faults_of
from tests.visits import Looker

PAGES = [visits.OF_MEMBERS[0], *visits_of_admin.of_admin()]


@pytest.mark.parametrize("visit", PAGES, ids=str)
def test_page_can_be_used_by_everybody_and_looks_as_it_did(window_of, world, visit):
    path, name = visit.path(Looker(world.staff, world.tenant)), str(visit).replace(":", "-")
    assert faults_of(window_of(world.staff), path, f"staff-{name}") == []
