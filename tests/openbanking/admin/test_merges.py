"""Staff merge accounts, refuse to, and take a merge back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from openbanking.models import MergeProposal
from tests import factories
from tests.openbanking.admin.test_actions import act

Decision = MergeProposal.Decision


@pytest.fixture
def proposal(alices, alice):
    connection = factories.make_connection(factories.make_powens_user(alices, alice))
    gone = factories.make_account(connection, external_id="1", vanished_at=factories.NOW)
    there = factories.make_account(connection, external_id="2")
    factories.make_transaction(there, "-42.17")
    return MergeProposal.objects.create(kept=gone, merged_away=there, match_reason="number")


def test_board_tells_of_what_may_be_one_account(staff, proposal):
    assert "Perhaps the same account" in staff.get("/admin/").content.decode()


def test_merge_is_reported_and_done(staff, proposal):
    text = act(staff, "mergeproposal", "merge", proposal).content.decode()
    assert "merged, one account again" in text
    proposal.refresh_from_db()
    assert proposal.decision == Decision.MERGED
    assert proposal.decided_by.username == "root"
    assert proposal.kept.external_id == "2"
    assert proposal.kept.transactions.count() == 1


def test_merge_is_undone(staff, proposal):
    act(staff, "mergeproposal", "merge", proposal)
    text = act(staff, "mergeproposal", "undo", proposal).content.decode()
    assert "two accounts again" in text
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.kept.external_id) == (Decision.UNDONE, "1")
    assert proposal.merged_away.transactions.count() == 1


def test_what_cannot_be_decided_says_why(staff, proposal):
    act(staff, "mergeproposal", "refuse", proposal)
    text = act(staff, "mergeproposal", "merge", proposal).content.decode()
    assert "this fits none of what you chose" in text


def test_who_may_only_look_decides_nothing(client, proposal):
    viewer = factories.make_user("bob", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_mergeproposal"))
    client.force_login(viewer)
    act(client, "mergeproposal", "merge", proposal)
    proposal.refresh_from_db()
    assert proposal.decision == Decision.WAITING
