"""openbanking.audit.list: who used what on a family's accounts, and nothing of another's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contracts.execution.masking import masked
from contracts.execution.telemetry import personal_fields
from openbanking.models import AuditEntry, Membership

KEY = "openbanking.audit.list"
NOON = datetime(2026, 2, 12, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def admin(alices, alice):
    Membership.objects.filter(user=alice).update(role=Membership.Role.ADMIN)


def make_entry(tenant, user, **columns):
    last_at = columns.get("last_at", NOON)
    return AuditEntry.objects.create(
        **{
            "user": user,
            "tenant": str(tenant.pk),
            "channel": "rest",
            "operation": "openbanking.balances.get",
            "day": last_at.date(),
            "last_at": last_at,
            **columns,
        }
    )


def listed(api, **asked):
    answer = api.get(KEY, **asked)
    assert answer.status_code == 200, answer.content
    return answer.json()["entries"]


def test_entry_says_who_did_what_how_often(as_alice, alices, alice, account):
    alice.first_name, alice.last_name = "Alice", "Martin"
    alice.save()
    make_entry(alices, alice, account=str(account.pk), count=3)
    assert listed(as_alice) == [
        {
            "userId": str(alice.pk),
            "userName": "Alice Martin",
            "channel": "rest",
            "operation": "openbanking.balances.get",
            "accountId": str(account.pk),
            "day": "2026-02-12",
            "count": 3,
            "lastAt": "2026-02-12T12:00:00Z",
        }
    ]


def test_member_without_a_full_name_goes_by_the_name_to_sign_in(as_alice, alices, alice):
    make_entry(alices, alice)
    (entry,) = listed(as_alice)
    assert entry["userName"] == "alice"
    assert "accountId" not in entry


def test_who_is_no_member_has_no_name(as_alice, alices, bobs, bob):
    make_entry(alices, bob)
    (entry,) = listed(as_alice)
    assert (entry["userId"], entry["userName"]) == (str(bob.pk), "")


def test_another_familys_entries_are_not_there(as_alice, alices, bobs, bob):
    make_entry(bobs, bob)
    assert listed(as_alice) == []


def test_reading_of_balances_is_there_and_of_the_audit_is_not(as_alice, account):
    as_alice.get("openbanking.balances.get", accountId=str(account.pk))
    listed(as_alice)
    assert [each["operation"] for each in listed(as_alice)] == ["openbanking.balances.get"]


def test_days_are_whole_and_inclusive(as_alice, alices, alice):
    for days in range(4):
        make_entry(alices, alice, last_at=NOON + timedelta(days=days))
    found = listed(as_alice, **{"from": "2026-02-13", "to": "2026-02-14"})
    assert [each["day"] for each in found] == ["2026-02-14", "2026-02-13"]


def test_entries_of_one_account_are_those_that_named_it(as_alice, alices, alice, account):
    make_entry(alices, alice)
    make_entry(alices, alice, account=str(account.pk), operation="openbanking.accounts.get")
    found = listed(as_alice, accountId=str(account.pk))
    assert [each["operation"] for each in found] == ["openbanking.accounts.get"]


def test_days_the_wrong_way_round_are_named(as_alice):
    answer = as_alice.get(KEY, **{"from": "2026-02-14", "to": "2026-02-13"})
    assert (answer.status_code, answer.json()["issues"][0]["path"]) == (400, "from")


def test_pages_hold_every_entry_once(as_alice, alices, alice):
    for number in range(5):
        make_entry(alices, alice, operation=f"openbanking.number.{number}")
    seen: list[str] = []
    asked: dict[str, str] = {}
    while True:
        page = as_alice.get(KEY, pageSize=2, **asked).json()
        seen += [each["operation"][-1] for each in page["entries"]]
        if "nextCursor" not in page:
            break
        asked = {"cursor": page["nextCursor"]}
    assert seen == ["4", "3", "2", "1", "0"]


def test_viewer_does_not_see_it(as_alice, alice):
    Membership.objects.filter(user=alice).update(role=Membership.Role.VIEWER)
    assert as_alice.get(KEY).status_code == 403


@pytest.mark.parametrize("field", ["name", "userName", "note", "text", "editedWording"])
def test_names_and_words_are_masked_wherever_a_call_is_reported(field):
    assert masked({field: "Jeanne Martin"}, personal_fields()) == {field: "*********rtin"}


def test_name_of_a_member_reaches_no_log(as_alice, alices, alice, caplog):
    alice.first_name = "Aliénor"
    alice.save()
    make_entry(alices, alice)
    with caplog.at_level("DEBUG"):
        listed(as_alice)
    assert "Aliénor" not in caplog.text
