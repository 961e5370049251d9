"""openbanking.audit.records: the chain of a family, and nothing of another's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openbanking.models import AuditRecord, Membership
from openbanking.trail.hashing import content_of, digest_of, hash_of
from tests import factories
from tests.factories import NOW

KEY = "openbanking.audit.records"


@pytest.fixture(autouse=True)
def admin(alices, alice):
    Membership.objects.filter(user=alice).update(role=Membership.Role.ADMIN)


def listed(api, **asked):
    answer = api.get(KEY, **asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["records"]


def test_record_says_who_what_when_from_where_with_which_version(as_alice, alices, alice, account):
    record = factories.make_audit_record(
        alices,
        alice,
        account=str(account.pk),
        address="192.0.2.17",
        token="obt_a1b2c3",
        about="overview:1",
        count=3,
    )
    assert listed(as_alice) == [
        {
            "sequence": 1,
            "firstAt": "2026-03-02T09:30:00Z",
            "lastAt": "2026-03-02T09:30:00Z",
            "count": 3,
            "userId": str(alice.pk),
            "userName": "alice",
            "token": "obt_a1b2c3",
            "channel": "rest",
            "address": "192.0.2.17",
            "operation": "openbanking.balances.get",
            "version": "1.0.0",
            "accountId": str(account.pk),
            "about": "overview:1",
            "salt": record.salt,
            "digest": record.digest,
            "previous": "0" * 64,
            "hash": record.hash,
        }
    ]


def test_read_over_rest_is_on_record_with_its_address_and_token(as_alice, alices, account):
    as_alice.get("openbanking.balances.get", accountId=str(account.pk))
    (record,) = listed(as_alice)
    assert (record["operation"], record["version"]) == ("openbanking.balances.get", "1.0.0")
    assert (record["address"], record["accountId"]) == ("127.0.0.1", str(account.pk))
    assert record["token"].startswith("obt_")


def test_record_can_be_hashed_again(as_alice, alices, alice):
    factories.make_audit_record()
    made = factories.make_audit_record(alices, alice)
    (record,) = listed(as_alice)
    assert record["digest"] == digest_of(AuditRecord.objects.get(pk=made.pk))
    assert record["hash"] == hash_of(record["sequence"], record["digest"], record["previous"])
    assert content_of(made)["salt"] == record["salt"]


def test_another_familys_records_are_not_there(as_alice, alices, bobs, bob):
    factories.make_audit_record(bobs, bob)
    assert listed(as_alice) == []


def test_who_is_no_member_has_no_name_and_the_command_line_no_id(as_alice, alices, bobs, bob):
    factories.make_audit_record(alices, bob)
    factories.make_audit_record(alices)
    staff, tool = listed(as_alice)
    assert (staff["userId"], staff["userName"]) == (str(bob.pk), "")
    assert "userId" not in tool


def test_who_was_deleted_is_still_on_record(as_alice, alices, bob):
    factories.make_audit_record(alices, bob)
    was = str(bob.pk)
    bob.delete()
    (record,) = listed(as_alice)
    assert (record["userId"], record["userName"]) == (was, "")


def test_records_behind_a_place_are_the_new_ones(as_alice, alices):
    for _ in range(3):
        factories.make_audit_record(alices)
    assert [each["sequence"] for each in listed(as_alice, afterSequence=1)] == [2, 3]


@pytest.mark.parametrize("place", [2**63 - 1, 2**63, 10**30])
def test_nothing_lies_behind_a_place_that_no_chain_reaches(as_alice, alices, place):
    factories.make_audit_record(alices)
    assert listed(as_alice, afterSequence=place) == []


def test_records_of_days_and_of_an_account(as_alice, alices, account):
    factories.make_audit_record(alices, last_at=NOW - timedelta(days=3))
    factories.make_audit_record(alices, account=str(account.pk))
    asked = {"from": "2026-03-01", "to": "2026-03-02"}
    assert [each["sequence"] for each in listed(as_alice, **asked)] == [2]
    assert [each["sequence"] for each in listed(as_alice, accountId=str(account.pk))] == [2]


def test_days_in_the_wrong_order_are_refused(as_alice, alices):
    assert as_alice.get(KEY, **{"from": "2026-03-03", "to": "2026-03-01"}).status_code == 400


def test_viewer_is_refused(as_alice, alices, alice):
    Membership.objects.filter(user=alice).update(role=Membership.Role.VIEWER)
    assert as_alice.get(KEY).status_code == 403
