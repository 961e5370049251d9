"""Which family a page is of, and for whom."""

from __future__ import annotations

import pytest

from openbanking.models import AuditEntry
from tests import factories
from tests.openbanking.dashboard.reading import words

PARTS = ["", "banks/", "net-worth/", "net-worth/change/"]


@pytest.mark.parametrize("part", PARTS)
def test_page_of_another_family_looks_like_one_that_does_not_exist(member, bobs, part):
    assert member.get(f"/families/bobs/{part}").status_code == 404
    assert member.get(f"/families/nobodys/{part}").status_code == 404


@pytest.mark.parametrize("part", PARTS)
def test_stranger_is_sent_to_the_login_and_back(client, alices, part):
    answer = client.get(f"/families/alices/{part}")
    assert answer["Location"] == f"/login/?next=/families/alices/{part}"


def test_part_of_a_page_sends_the_whole_page_to_the_login(client, alices):
    answer = client.get("/families/alices/net-worth/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/login/?next=/"


def test_first_page_shows_the_family_that_was_last_looked_at(member, alice):
    factories.make_tenant("others", alice, name="The others")
    assert "The others" not in words(member.get("/")).partition("Net worth")[0]
    member.get("/families/others/")
    assert "The others" in words(member.get("/")).partition("Net worth")[0]


def test_membership_that_ended_is_forgotten(member, alice):
    others = factories.make_tenant("others", alice)
    member.get("/families/others/")
    others.memberships.all().delete()
    assert member.get("/").status_code == 200


def test_what_a_page_read_is_on_record(member, account):
    member.get("/")
    keys = set(AuditEntry.objects.filter(channel="page").values_list("operation", flat=True))
    assert keys >= {"openbanking.accounts.list", "openbanking.networth.get"}
