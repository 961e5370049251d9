"""Lists of Powens: read to their end, row by row, with every digit."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from openbanking.powens import PowensConflict, PowensProtocolError, renew
from tests.openbanking.powens.conftest import BASE

ROW = {"id": 1, "id_account": 9, "value": -12.5, "date": "2026-03-01"}


def page(*rows, following=None):
    link = {"href": f"{BASE}/{following}"} if following else None
    return {"transactions": list(rows), "_links": {"next": link}}


def rows_of(client, **asked):
    return [row for each in client.transactions(**asked) for row in each.rows]


def queries(powens):
    return [parse_qs(urlsplit(request.url).query) for request in powens.requests]


def test_limit_and_all_are_asked_for(client, powens):
    powens.answers("users/me/transactions", page(ROW))
    rows_of(client)
    assert queries(powens) == [{"limit": ["1000"], "all": ["true"]}]


def test_cursor_links_are_followed_as_given(client, powens):
    powens.answers("users/me/transactions", page(ROW, following="users/me/transactions?cursor=a%2Bb"))
    powens.answers("users/me/transactions", page({**ROW, "id": 2}))
    assert [row.id for row in rows_of(client)] == [1, 2]
    assert powens.requests[1].url.endswith("?cursor=a%2Bb")


def test_next_page_is_asked_for_while_one_is_taken_in(client, powens):
    for number in (1, 2):
        following = f"users/me/transactions?cursor={number}"
        powens.answers("users/me/transactions", page(ROW, following=following))
    powens.answers("users/me/transactions", page(ROW))
    pages = client.transactions()
    next(pages)
    assert powens.was_asked(2)
    next(pages)
    assert powens.was_asked(3)
    assert next(pages).complete


def test_page_that_failed_ahead_is_asked_for_again(client, powens):
    powens.answers("users/me/transactions", page(ROW, following="users/me/transactions?cursor=1"))
    powens.answers("users/me/transactions", "down", status=502)
    powens.answers("users/me/transactions", page({**ROW, "id": 2}))
    assert [row.id for row in rows_of(client)] == [1, 2]


def test_newest_page_is_asked_for_alone(client, powens):
    powens.answers("users/me/transactions", page(ROW, following="users/me/transactions?cursor=1"))
    newest = client.newest_transactions()
    assert ([row.id for row in newest.rows], newest.complete) == ([1], False)
    assert len(powens.requests) == 1


def test_empty_page_is_not_the_end(client, powens):
    powens.answers("users/me/transactions", page(following="users/me/transactions?cursor=1"))
    powens.answers("users/me/transactions", page(ROW))
    assert len(rows_of(client)) == 1


def test_loop_of_links_is_reported(client, powens):
    again = page(ROW, following="users/me/transactions?cursor=1")
    powens.answers("users/me/transactions", again)
    powens.answers("users/me/transactions", again)
    with pytest.raises(PowensProtocolError, match="read before"):
        rows_of(client)


def test_link_to_another_host_is_not_followed(client, powens):
    powens.answers(
        "users/me/transactions",
        {"transactions": [], "_links": {"next": {"href": "https://evil.example/2.0/x"}}},
    )
    with pytest.raises(PowensProtocolError, match="another host"):
        rows_of(client)
    assert len(powens.requests) == 1


def test_rows_are_given_before_a_later_page_fails(client, powens):
    powens.answers("users/me/transactions", page(ROW, following="users/me/transactions?cursor=1"))
    powens.answers("users/me/transactions", "nonsense")
    pages = client.transactions()
    assert next(pages).rows[0].id == 1
    with pytest.raises(PowensProtocolError):
        next(pages)


def test_only_what_changed_is_asked_for_in_the_zone_of_powens(client, powens):
    powens.answers("users/me/transactions", page())
    rows_of(client, since=datetime(2026, 7, 1, 6, 0, tzinfo=UTC))
    asked = queries(powens)[0]
    assert asked["last_update"] == ["2026-07-01 08:00:00"]
    assert (asked["filter"], asked["min_date"]) == (["date"], ["1970-01-01"])


def test_rows_up_to_a_day_are_asked_for_from_the_beginning(client, powens):
    powens.answers("users/me/transactions", page(ROW))
    assert len(rows_of(client, until=date(2026, 7, 1))) == 1
    asked = queries(powens)[0]
    assert (asked["min_date"], asked["max_date"]) == (["1970-01-01"], ["2026-07-01"])


@pytest.mark.parametrize("body", [{}, {"code": "bug", "description": "something"}, {"accounts": []}])
def test_answer_without_the_list_is_none(client, powens, body):
    powens.answers("users/me/transactions", body)
    with pytest.raises(PowensProtocolError, match="no list of transactions"):
        rows_of(client)


def test_null_for_a_list_is_an_empty_one(client, powens):
    powens.answers("users/me/transactions", {"transactions": None})
    assert rows_of(client) == []


@pytest.mark.parametrize(
    ("body", "status", "there"),
    [
        ({"id": 9, "deleted": None}, 200, True),
        ({"id": "9"}, 200, True),
        ({"id": 9, "deleted": "2026-07-01 08:00:00"}, 200, False),
        ({"id": 8}, 200, False),
        ({"code": "notFound"}, 404, False),
    ],
)
def test_row_is_there_if_powens_gives_it_by_its_id(client, powens, body, status, there):
    powens.answers("users/me/accounts/9", body, status=status)
    assert client.still_has("accounts", "9") is there


@pytest.mark.parametrize("status", [400, 409])
@pytest.mark.parametrize("code", ["noAccount", "noaccount"])
def test_nothing_enabled_is_an_empty_list(client, powens, status, code):
    powens.answers("users/me/transactions", {"code": code}, status=status)
    assert rows_of(client) == []


def test_other_conflict_is_one(client, powens):
    powens.answers("users/me/transactions", {"code": "connectionLocked"}, status=409)
    with pytest.raises(PowensConflict):
        rows_of(client)


@pytest.mark.parametrize(
    "digits",
    ["1310.42", "-0.10", "90071992547409.93", "0.00000001", "12345678901234567890.5", "1e3", "0"],
)
def test_amounts_keep_their_digits(client, powens, digits):
    powens.answers(
        "users/me/transactions",
        f'{{"transactions": [{{"id": 1, "id_account": 9, "value": {digits}}}]}}',
    )
    assert rows_of(client)[0].value == Decimal(digits)


def test_amount_may_come_as_text(client, powens):
    powens.answers("users/me/transactions", page({**ROW, "value": "-12.50"}))
    assert str(rows_of(client)[0].value) == "-12.50"


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity"])
def test_amount_that_is_no_number_leaves_its_row_out(client, powens, amount):
    powens.answers("users/me/transactions", page({**ROW, "value": amount}, {**ROW, "id": 2}))
    (found,) = client.transactions()
    assert [row.id for row in found.rows] == [2]
    assert found.unreadable[0].id == "1"


def test_bare_nan_is_not_json(client, powens):
    powens.answers("users/me/transactions", '{"transactions": [{"id": 1, "value": NaN}]}')
    with pytest.raises(PowensProtocolError):
        rows_of(client)


def test_row_that_cannot_be_read_hides_no_other(client, powens):
    broken = {**ROW, "id": 5, "wording": ["FR7630006000011234567890189"]}
    powens.answers("users/me/transactions", page(broken, ROW))
    (found,) = client.transactions()
    assert [row.id for row in found.rows] == [1]
    (left_out,) = found.unreadable
    assert (left_out.kind, left_out.id, left_out.id_account) == ("transaction", "5", "9")
    assert "FR76" not in left_out.reason


def test_nulls_and_strangers_are_let_through(client, powens):
    row = {
        "id": 9,
        "id_connection": 5,
        "type": "a_type_of_tomorrow",
        "balance": None,
        "currency": None,
        "a_field_of_tomorrow": {"deep": [1]},
    }
    powens.answers("users/me/accounts", {"accounts": [row], "total": 1})
    (account,) = client.accounts().rows
    assert (account.type, account.balance, account.currency) == ("a_type_of_tomorrow", None, None)


def test_type_may_be_an_object_and_currency_a_word(client, powens):
    row = {"id": 9, "type": {"id": 2, "name": "checking"}, "currency": "EUR"}
    powens.answers("users/me/accounts", {"accounts": [row], "total": 1})
    (account,) = client.accounts().rows
    assert (account.type.name, account.currency) == ("checking", "EUR")


def test_disabled_accounts_are_asked_for_too(client, powens):
    powens.answers("users/me/accounts", {"accounts": [], "total": 0})
    client.accounts()
    assert queries(powens)[0]["all"] == ["true"]


def test_list_by_offset_is_read_to_its_total(client, powens):
    powens.answers("users/me/connections", {"connections": [{"id": 1}], "total": 2})
    powens.answers("users/me/connections", {"connections": [{"id": 2}], "total": 2})
    assert [each.id for each in client.connections().rows] == [1, 2]
    assert [query["offset"] for query in queries(powens)] == [["0"], ["1"]]


def test_server_that_ignores_the_offset_is_not_asked_for_ever(client, powens):
    for _ in range(2):
        powens.answers("users/me/connections", {"connections": [{"id": 1}]})
    assert [each.id for each in client.connections().rows] == [1]


def test_list_may_be_null(client, powens):
    powens.answers("users/me/accounts", {"accounts": None})
    assert client.accounts().rows == []


def test_renewal_sends_the_stored_user(powens):
    powens.answers("auth/renew", {"access_token": "new", "token_type": "Bearer"}, method="POST")
    assert renew(BASE, client_id="1", client_secret="s", id_user="7") == "new"
    assert b'"id_user": 7' in powens.requests[0].body
    assert "Authorization" not in powens.requests[0].headers


def test_renewal_without_a_user_is_never_sent(powens):
    with pytest.raises(ValueError, match="known Powens user"):
        renew(BASE, client_id="1", client_secret="s", id_user="")
    assert powens.requests == []


def test_renewal_without_a_token_in_it_is_reported(powens):
    powens.answers("auth/renew", {"auth_token": "other"}, method="POST")
    with pytest.raises(PowensProtocolError, match="no token"):
        renew(BASE, client_id="1", client_secret="s", id_user="7")
