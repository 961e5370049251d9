"""openbanking.balances.get: what each type means, how sure we are of it, and where it comes from."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from openbanking.fields.encryption import Secret
from tests import factories
from tests.conftest import exactly

KEY = "openbanking.balances.get"


@pytest.fixture
def figures(account):
    """All three balances of alice's account."""
    factories.make_balance(account, "1223.52", type="available", derived=True)
    factories.make_balance(account, "1223.52", type="expected", source_field="coming_balance")
    return factories.make_balance(account, "1310.42")


def balances(api, account, **asked):
    answer = api.get(KEY, accountId=account.pk, **asked)
    assert answer.status_code == 200, answer.content
    return exactly(answer)["balances"]


def test_current_comes_first_and_carries_what_can_be_spent(as_alice, account, figures):
    found = balances(as_alice, account)
    assert [each["balanceType"] for each in found] == ["current", "available", "expected"]
    assert [each.get("availableBalance") for each in found] == [Decimal("1223.52"), None, None]


@pytest.mark.parametrize(
    "digits", ["12345678901234567890.123456789012345678", "0.00000001", "-0.10", "1310.42", "100"]
)
def test_amount_has_exactly_the_digits_that_are_stored(as_alice, account, digits):
    factories.make_balance(account, digits)
    answer = as_alice.get(KEY, accountId=account.pk)
    assert Decimal(digits) == exactly(answer)["balances"][0]["currentBalance"]
    assert b"e" not in answer.content.partition(b'"currentBalance":')[2].partition(b",")[0].lower()


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        *((word, "current") for word in ("current", "booked", "ledger", "ITBD", "CLBD")),
        *((word, "current") for word in ("interimBooked", "closingBooked")),
        *((word, "available") for word in ("available", "interimAvailable", "ITAV")),
        *((word, "expected") for word in ("expected", "coming", "coming_balance", "pending", "XPCD")),
    ],
)
def test_words_of_other_standards_are_understood(as_alice, account, figures, word, kind):
    assert [each["balanceType"] for each in balances(as_alice, account, balanceTypes=word)] == [kind]


@pytest.mark.parametrize("form", [["current", "expected"], "current,expected"])
def test_types_may_be_repeated_or_joined(as_alice, account, figures, form):
    found = balances(as_alice, account, balanceTypes=form)
    assert [each["balanceType"] for each in found] == ["current", "expected"]


def test_unknown_type_is_refused_with_the_allowed_ones(as_alice, account):
    answer = as_alice.get(KEY, accountId=account.pk, balanceTypes=["current", "closing"])
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (400, "VALIDATION_FAILED")
    assert problem["issues"][0]["path"] == "balanceTypes.1"
    assert "current, available, expected" in problem["issues"][0]["message"]


def test_known_type_without_data_is_an_empty_list(as_alice, account):
    factories.make_balance(account, "1.00")
    answer = as_alice.get(KEY, accountId=account.pk, balanceTypes="available")
    assert answer.json() == {"balances": []}


def test_as_of_is_the_oldest_among_them(as_alice, account):
    factories.make_balance(account, "1.00")
    older = factories.make_balance(
        account, "2.00", type="expected", as_of=factories.NOW - timedelta(days=2)
    )
    answer = as_alice.get(KEY, accountId=account.pk).json()
    assert answer["asOf"] == older.as_of.isoformat().replace("+00:00", "Z")


def test_provenance_says_where_a_figure_comes_from(as_alice, account, figures):
    run = factories.make_run()
    figures.run = run
    figures.save()
    current, available, _ = balances(as_alice, account)
    provenance = current["metadata"]["provenance"]
    assert (provenance["syncRunId"], provenance["field"]) == (str(run.pk), "balance")
    assert (provenance["kind"], available["metadata"]["provenance"]["kind"]) == (
        "delivered",
        "derived",
    )


def test_recent_figure_is_fresh(as_alice, account, figures):
    account.bank_updated_at = timezone.now()
    account.save()
    metadata = balances(as_alice, account)[0]["metadata"]
    assert metadata["freshness"] == "fresh"
    assert "staleReason" not in metadata


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"bank_updated_at": factories.NOW}, "hours ago"),
        ({"balance_missing_since": factories.NOW}, "last good one"),
        ({"vanished_at": factories.NOW}, "no longer at Powens"),
        ({"disabled_at": factories.NOW}, "disabled"),
    ],
)
def test_stale_figure_says_why(as_alice, account, figures, columns, why):
    for name, value in {"bank_updated_at": timezone.now(), **columns}.items():
        setattr(account, name, value)
    account.save()
    metadata = balances(as_alice, account)[0]["metadata"]
    assert metadata["freshness"] == "stale"
    assert why in metadata["staleReason"]


def test_figure_of_a_connection_that_needs_its_user_is_stale(as_alice, account, figures):
    account.bank_updated_at = timezone.now()
    account.save()
    account.connection.state = "SCARequired"
    account.connection.save()
    assert balances(as_alice, account)[0]["metadata"]["freshness"] == "stale"


def test_figure_without_a_bank_time_is_of_unknown_freshness(as_alice, account, figures):
    account.bank_updated_at = None
    account.save()
    assert balances(as_alice, account)[0]["metadata"]["freshness"] == "unknown"


def test_metadata_tells_coming_next_sync_and_an_assumed_currency(as_alice, account, figures):
    account.coming, account.currency_assumed = Decimal("-86.90"), True
    account.save()
    account.connection.next_try_at = factories.NOW
    account.connection.save()
    metadata = balances(as_alice, account)[0]["metadata"]
    assert metadata["coming"] == Decimal("-86.90")
    assert metadata["currencyAssumed"] is True
    assert metadata["nextSyncExpectedAt"] == "2026-03-02T09:30:00Z"


def test_answer_costs_a_fixed_number_of_queries(
    as_alice, account, figures, django_assert_max_num_queries
):
    as_alice.get(KEY, accountId=account.pk)
    with django_assert_max_num_queries(10):
        as_alice.get(KEY, accountId=account.pk)


def test_secret_is_opaque():
    assert "hidden" not in repr(Secret.seal("hidden"))
