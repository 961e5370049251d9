"""All transactions of a family as a page: searched, summed up, by day, and page by page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from openbanking.dashboard.transactions.filters import Filters
from openbanking.dashboard.transactions.ranges import named_ranges
from tests import factories
from tests.openbanking.dashboard.reading import HTMX

HERE = "/families/alices/transactions/"


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def make(account, amount, wording, **columns):
    return factories.make_transaction(account, amount, simplified_wording=wording, **columns)


def test_transactions_of_all_accounts_are_shown_with_their_accounts(member, connection):
    for name in ("Everyday", "Savings"):
        make(factories.make_account(connection, name=name), "-1", f"Paid from {name}")
    text = text_of(member.get(HERE))
    for name in ("Everyday", "Savings"):
        assert f"Paid from {name}" in text
        assert f">{name}</a>" in text


def test_transactions_of_another_family_are_not_shown(member, bobs, bob):
    theirs = factories.make_connection(factories.make_powens_user(bobs, bob))
    make(factories.make_account(theirs), "-1", "Bob's dinner")
    assert "dinner" not in text_of(member.get(HERE))


def test_page_of_another_family_is_not_there(member, bobs):
    assert member.get("/families/bobs/transactions/").status_code == 404


def test_sums_are_those_of_all_that_match_and_not_of_the_page(member, account):
    for _ in range(60):
        make(account, "-1.50", "Coffee")
    make(account, "100", "Salary")
    text = text_of(member.get(HERE))
    assert "100.00" in text
    assert "−90.00" in text
    assert "<span>61</span>" in text


def test_filters_of_the_address_narrow_what_is_shown(member, account):
    make(account, "-5", "Bakery")
    make(account, "-7", "Cinema")
    text = text_of(member.get(HERE, {"text": "bak"}))
    assert "Bakery" in text
    assert "Cinema" not in text


def test_text_that_is_too_long_is_said_to_be(member, account):
    make(account, "-5", "Bakery")
    assert "at most 100 characters" in text_of(member.get(HERE, {"text": "b" * 101}))


def test_amounts_that_went_out_are_given_without_their_sign(member, account):
    for amount, wording in (("-5", "Small"), ("-50", "Middle"), ("-500", "Large"), ("50", "Income")):
        make(account, amount, wording)
    text = text_of(member.get(HERE, {"direction": "debit", "least": "20", "most": "60"}))
    assert "Middle" in text
    assert not any(each in text for each in ("Small", "Large", "Income"))


def test_days_of_the_address_both_belong_to_what_is_shown(member, account):
    for days in range(4):
        make(account, "-1", f"Day{days}", date=factories.NOW - timedelta(days=days))
    first, last = ((factories.NOW - timedelta(days=days)).date() for days in (2, 1))
    text = text_of(member.get(HERE, {"since": first, "until": last}))
    assert [f"Day{days}" in text for days in range(4)] == [False, True, True, False]


def test_blank_filters_lead_to_an_address_without_them(member, account):
    answer = member.get(HERE, {"text": "bak", "since": "", "category": ""})
    assert (answer.status_code, answer["Location"]) == (302, f"{HERE}?text=bak")


def test_filter_that_does_not_fit_is_told_beside_its_field(member, account):
    text = text_of(member.get(HERE, {"since": "2026-03-02", "until": "2026-03-01"}))
    assert 'id="error-until"' in text
    assert 'aria-describedby="error-until"' in text


def test_text_without_anything_to_search_for_is_said_in_words(member, account):
    text = text_of(member.get(HERE, {"text": "\N{COMBINING ACUTE ACCENT}\N{COMBINING ACUTE ACCENT}"}))
    assert "at least two letters" in text


def test_next_page_is_a_link_that_keeps_the_filters(member, account):
    for number in range(55):
        make(account, "-1", f"Coffee {number}", date=factories.NOW - timedelta(minutes=number))
    text = text_of(member.get(HERE, {"text": "coffee"}))
    assert "Coffee 54" not in text
    more = text.split('class="more"')[1].split('href="')[1].split('"')[0].replace("&amp;", "&")
    assert more.startswith(f"{HERE}?text=coffee&cursor=")
    assert "Coffee 54" in text_of(member.get(more))


def test_next_page_for_htmx_goes_on_within_the_day(member, account):
    for number in range(55):
        make(account, "-1", f"Coffee {number}", date=factories.NOW - timedelta(minutes=number))
    text = text_of(member.get(HERE))
    more = text.split('class="more"')[1].split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    part = text_of(member.get(more, headers=HTMX))
    assert "Coffee 54" in part
    assert "<html" not in part
    assert "day-name" not in part


def test_link_of_other_filters_is_refused_in_words(member, account):
    text = text_of(member.get(HERE, {"cursor": "made up"}))
    assert "Search again" in text


def test_htmx_gets_what_was_found_alone_and_the_address_that_finds_it_again(member, account):
    make(account, "-5", "Bakery")
    answer = member.get(HERE, {"text": "bak", "since": ""}, headers={**HTMX, "HX-Target": "found"})
    assert "Bakery" in text_of(answer)
    assert "<html" not in answer.content.decode()
    assert answer["HX-Replace-Url"] == f"{HERE}?text=bak"


def test_all_payments_to_somebody_are_one_click_away(member, account):
    make(account, "-5", "Transfer", counterparty_name="Garage & Sons")
    assert f'href="{HERE}?text=Garage+%26+Sons"' in text_of(member.get(HERE))


def test_pending_is_said_in_words(member, account):
    make(account, "-5", "Hotel", status="pending")
    assert '<span class="chip">pending</span>' in text_of(member.get(HERE))


def test_category_given_by_hand_is_marked(member, account):
    make(account, "-5", "Hotel", category="travel", own_category="work")
    text = text_of(member.get(HERE))
    assert ">work</a>" in text
    assert "Category given by hand" in text


def test_wording_of_a_bank_is_shown_as_text(member, account):
    make(account, "-5", "<script>alert(1)</script>")
    text = text_of(member.get(HERE))
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize("count", [1, 40])
def test_page_costs_the_same_however_much_is_on_it(
    member, connection, count, batch, django_assert_max_num_queries
):
    for number in range(count):
        make(factories.make_account(connection, name=f"Account {number}"), "-5", "Bakery")
    member.get(HERE)
    with django_assert_max_num_queries(9):
        member.get(HERE)


def test_quarter_is_a_link_of_two_days(member, account):
    named = {str(each.label): each for each in named_ranges(date(2026, 2, 14))}
    spans = {label: (each.since, each.until) for label, each in named.items()}
    assert spans == {
        "This month": (date(2026, 2, 1), date(2026, 2, 28)),
        "Last month": (date(2026, 1, 1), date(2026, 1, 31)),
        "This quarter": (date(2026, 1, 1), date(2026, 3, 31)),
        "Last quarter": (date(2025, 10, 1), date(2025, 12, 31)),
        "This year": (date(2026, 1, 1), date(2026, 12, 31)),
        "Last year": (date(2025, 1, 1), date(2025, 12, 31)),
    }


def test_named_span_keeps_the_other_filters_and_is_marked_when_chosen():
    filters = Filters(QueryDict("text=bak&since=2026-01-01&until=2026-01-31"))
    last_month = filters.ranges(date(2026, 2, 14))[1]
    assert last_month.chosen
    assert last_month.query == "text=bak&since=2026-01-01&until=2026-01-31"
