"""Products that an application has to have switched on: what they give, and that they may not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import msgspec
import pytest
from hypothesis import given

from openbanking.powens import PowensAuthError, PowensUnavailable, payloads
from tests.amounts import amounts
from tests.openbanking.powens.conftest import BASE

LINE = {"id": 7, "id_account": 9, "label": "ETF World"}
PAYMENT = {"id_account": 9, "payment_date": "2026-04-05", "period": "2026_04"}
PRODUCTS = {
    "investments": ("investments", payloads.Investment, LINE),
    "pockets": ("pockets", payloads.Pocket, {"id": 1, "id_account": 9}),
    "market_orders": ("marketorders", payloads.MarketOrder, {"id": 1, "id_account": 9}),
    "amortizations": ("loanamortizations", payloads.LoanAmortization, PAYMENT),
    "account_ownerships": ("account_ownerships", payloads.AccountOwnership, {"id_account": 9}),
}
PATHS = {"loanamortizations": "users/me/amortizations"}


@pytest.fixture(params=PRODUCTS)
def product(request, client):
    """How a product is asked for, its address, the name of its list, its rows and the least of them."""
    kind, model, row = PRODUCTS[request.param]
    return getattr(client, request.param), PATHS.get(kind, f"users/me/{kind}"), kind, model, row


def test_row_may_lack_nearly_everything(powens, product):
    ask, path, kind, _, row = product
    powens.answers(path, {kind: [row], "total": 1})
    found = ask()
    assert (len(found.rows), found.unreadable) == (1, [])


def test_null_is_no_value(powens, product):
    ask, path, kind, model, row = product
    powens.answers(path, {kind: [dict.fromkeys(model.__struct_fields__) | row], "total": 1})
    assert ask().unreadable == []


@pytest.mark.parametrize(("body", "status"), [(None, 200), ({"code": "forbidden"}, 403), ({}, 404)])
def test_what_is_switched_off_is_not_available(powens, product, body, status):
    ask, path, kind, *_ = product
    powens.answers(path, {kind: []} if body is None else body, status=status)
    assert ask() is None
    assert len(powens.requests) == 1


def test_worthless_token_is_told_from_a_product_that_is_switched_off(powens, product):
    ask, path, *_ = product
    powens.answers(path, {"code": "unauthorized"}, status=401)
    with pytest.raises(PowensAuthError):
        ask()


@pytest.mark.parametrize(("body", "status"), [(None, 503), ("<html>Request blocked</html>", 403)])
def test_failure_is_told_from_a_product_that_is_switched_off(powens, product, body, status):
    ask, path, *_ = product
    for _ in range(4):
        powens.answers(path, body, status=status)
    with pytest.raises(PowensUnavailable):
        ask()


def test_malformed_row_does_not_hide_the_others(powens, client):
    wrong = {"id": 8, "id_account": 9, "label": 5}
    powens.answers("users/me/investments", {"investments": [LINE, wrong], "total": 2})
    found = client.investments()
    assert [row.id for row in found.rows] == [7]
    assert [(each.kind, each.id, each.id_account) for each in found.unreadable] == [
        ("investment", "8", "9")
    ]


def test_list_without_a_total_is_read_until_nothing_new_comes(powens, client):
    powens.answers("users/me/investments", {"investments": [LINE]})
    powens.answers("users/me/investments", {"investments": [LINE | {"id": 8}]})
    powens.answers("users/me/investments", {"investments": []})
    assert [row.id for row in client.investments().rows] == [7, 8]


@given(amount=amounts())
def test_any_figure_of_a_line_is_exact(amount):
    raw = msgspec.Raw(f'{{"id": 7, "id_account": 9, "label": "x", "quantity": {amount:f}}}'.encode())
    found = payloads.read_rows("investment", [raw], payloads.Investment)
    assert found.rows[0].quantity == amount


def test_currency_of_a_security_comes_as_code_or_in_full(powens, client):
    dollars = LINE | {"original_currency": "USD", "original_unitvalue": "101.5"}
    euros = LINE | {"id": 8, "original_currency": {"id": "EUR", "precision": 2}}
    powens.answers("users/me/investments", {"investments": [dollars, euros], "total": 2})
    first, second = client.investments().rows
    assert (first.original_currency, first.original_unitvalue) == ("USD", Decimal("101.5"))
    assert second.original_currency.id == "EUR"


class TestHistory:
    VALUE = {"id": 1, "id_investment": 7, "vdate": "2026-02-27", "unitvalue": "101.50"}

    def test_it_takes_one_call(self, client, powens):
        powens.answers("users/me/investments/7/history", {"investmentvalues": [self.VALUE]})
        found = client.investment_history(7)
        assert [(each.vdate, each.unitvalue) for each in found.rows] == [
            ("2026-02-27", Decimal("101.50"))
        ]
        assert urlsplit(powens.requests[0].url).query == ""

    def test_only_days_from_a_day_on_are_asked_for(self, client, powens):
        powens.answers("users/me/investments/7/history", {"investmentvalues": []})
        client.investment_history(7, since=date(2026, 2, 1))
        assert parse_qs(urlsplit(powens.requests[0].url).query) == {"min_date": ["2026-02-01"]}

    def test_pages_that_are_linked_are_followed(self, client, powens):
        more = {"next": {"href": f"{BASE}/users/me/investments/7/history?offset=1"}}
        powens.answers(
            "users/me/investments/7/history", {"investmentvalues": [self.VALUE], "_links": more}
        )
        powens.answers("users/me/investments/7/history", {"investmentvalues": [self.VALUE | {"id": 2}]})
        assert [each.id for each in client.investment_history(7).rows] == [1, 2]

    def test_line_without_history_is_no_refusal(self, client, powens):
        powens.answers("users/me/investments/7/history", {"investmentvalues": []})
        powens.answers("users/me/investments/8/history", {"code": "forbidden"}, status=403)
        assert client.investment_history(7).rows == []
        assert client.investment_history(8) is None


class TestApplication:
    @pytest.mark.parametrize(
        ("body", "redirects"),
        [
            ({"redirect_uris": ["https://a.example/back/", " https://b.example/ "]}, ["a", "b"]),
            ({"redirect_uri": "https://a.example/back/"}, ["a"]),
            ({"redirect_uris": "https://a.example/back/"}, ["a"]),
            ({"redirect_uris": []}, []),
            ({"redirect_uris": None, "redirect_uri": None}, None),
            ({"id": 1}, None),
        ],
    )
    def test_registered_addresses_come_in_several_shapes(self, client, powens, body, redirects):
        powens.answers("clients/1234", body)
        known = {"a": "https://a.example/back/", "b": "https://b.example/"}
        expected = None if redirects is None else [known[each] for each in redirects]
        assert client.application("1234").redirects == expected

    @pytest.mark.parametrize("status", [403, 404])
    def test_refusal_says_nothing(self, client, powens, status):
        powens.answers("clients/1234", {}, status=status)
        assert client.application("1234") is None


def test_name_of_an_owner_does_not_show_itself():
    owner = payloads.AccountParty(role="holder", identity=payloads.Identity(full_name="Alice Martin"))
    assert "Alice" not in repr(payloads.AccountOwnership(id_account=9, parties=[owner]))
