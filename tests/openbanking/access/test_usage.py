"""What is used is added to its rows, whatever is there already and whoever writes beside."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from openbanking.access.usage import IDENTITY, OperationUse, Tally, TokenUse, write
from openbanking.models import ApiToken, AuditEntry, AuditRecord
from tests import factories
from tests.factories import NOW

LATER = NOW + timedelta(seconds=1)


@pytest.fixture
def use(alice):
    return OperationUse(
        user_id=alice.pk,
        token="obt_123456",
        channel="rest",
        operation="openbanking.accounts.get",
        tenant=str(uuid4()),
        account=str(uuid4()),
        day=NOW.date(),
    )


@pytest.fixture
def token(alice):
    factories.make_token(alice)
    return ApiToken.objects.get()


def counts():
    return sorted(AuditEntry.objects.values_list("count", flat=True))


def test_first_use_makes_the_entry(use):
    write({use: Tally(3, NOW)})
    entry = AuditEntry.objects.get()
    assert {name: getattr(entry, name) for name in IDENTITY} == {
        name: getattr(use, name) for name in IDENTITY
    }
    assert (entry.count, entry.last_at) == (3, NOW)


def test_later_uses_are_added_to_it(use):
    write({use: Tally(3, NOW)})
    write({use: Tally(2, LATER)})
    entry = AuditEntry.objects.get()
    assert (entry.count, entry.last_at) == (5, LATER)


def test_last_instant_does_not_go_back(use):
    write({use: Tally(1, LATER)})
    write({use: Tally(1, NOW)})
    assert AuditEntry.objects.get().last_at == LATER


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("token", ""),
        ("channel", "mcp"),
        ("operation", "openbanking.balances.get"),
        ("tenant", ""),
        ("account", ""),
        ("day", (NOW + timedelta(days=1)).date()),
    ],
)
def test_what_differs_in_anything_is_another_entry(use, column, other):
    write({use: Tally(1, NOW), replace(use, **{column: other}): Tally(2, NOW)})
    assert counts() == [1, 2]


def test_use_by_somebody_deleted_since_does_not_hold_up_the_others(use, bob):
    write({replace(use, user_id=uuid4()): Tally(1, NOW), replace(use, user_id=bob.pk): Tally(2, NOW)})
    assert AuditEntry.objects.get().user == bob


def test_token_learns_of_its_last_use_which_does_not_go_back(token):
    for instant, kept in ((NOW, NOW), (LATER, LATER), (NOW, LATER)):
        write({TokenUse(token.pk): Tally(1, instant)})
        token.refresh_from_db()
        assert token.last_used_at == kept


def test_token_learns_from_where_it_was_used_last(token):
    later, earlier = TokenUse(token.pk, "::/48"), TokenUse(token.pk, "192.0.2.0/24")
    write({later: Tally(1, LATER), earlier: Tally(1, NOW)})
    token.refresh_from_db()
    assert (token.last_used_at, token.last_used_from) == (LATER, "::/48")
    write({earlier: Tally(1, NOW)})
    token.refresh_from_db()
    assert token.last_used_from == "::/48"


def test_token_keeps_what_else_changed_meanwhile(token):
    ApiToken.objects.update(revoked_at=NOW)
    write({TokenUse(token.pk): Tally(1, LATER)})
    token.refresh_from_db()
    assert (token.revoked_at, token.last_used_at) == (NOW, LATER)


def test_what_a_day_does_not_tell_apart_is_added_up_in_one_entry(use):
    others = [replace(use, **{name: "1.1.0"}) for name in ("version", "address", "about")]
    write({each: Tally(2, NOW) for each in (use, *others)})
    assert counts() == [8]
    assert AuditRecord.objects.count() == 4


def test_command_line_has_no_user_and_is_in_the_chain_alone(use):
    write({replace(use, user_id=None): Tally(1, NOW)})
    assert counts() == []
    assert AuditRecord.objects.get().user is None


def test_any_number_of_uses_costs_one_statement_for_each_kind_and_the_lock(use, alice):
    tokens = [ApiToken.objects.issue(user=alice)[0] for _ in range(3)]
    many = {replace(use, account=str(uuid4())): Tally(1, NOW) for _ in range(1_000)}
    uses = many | {TokenUse(token.pk): Tally(1, NOW) for token in tokens}
    write({use: Tally(1, NOW)})  # there is a chain
    with CaptureQueriesContext(connection) as statements:
        write(uses)
    assert [each["sql"].split()[0] for each in statements] == [
        *("UPDATE", "SELECT", "INSERT", "UPDATE", "INSERT")
    ]
    assert AuditEntry.objects.count() == 1_001
    assert AuditRecord.objects.count() == 1_001
    assert ApiToken.objects.filter(last_used_at=NOW).count() == 3


@pytest.mark.django_db(transaction=True)
def test_all_is_written_or_nothing(use, token):
    def refuse(execute, sql, *arguments):
        if "openbanking_auditentry" in sql:
            raise IntegrityError
        return execute(sql, *arguments)

    with connection.execute_wrapper(refuse), pytest.raises(IntegrityError):
        write({use: Tally(1, NOW), TokenUse(token.pk): Tally(1, NOW)})
    assert counts() == []
    assert not AuditRecord.objects.exists()
    token.refresh_from_db()
    assert token.last_used_at is None
