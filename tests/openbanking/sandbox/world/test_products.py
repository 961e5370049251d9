"""Products the application has not: what every one of their addresses answers."""

from __future__ import annotations

from dataclasses import fields

import pytest

from openbanking.sandbox import Sandbox
from openbanking.sandbox.world.products import Products
from tests.openbanking.sandbox.calling import Caller

# Product, the address of a list, the name of the list.
LISTS = [
    ("investments", "/users/me/investments", "investments"),
    ("investments", "/users/me/accounts/9002/investments", "investments"),
    ("investments", "/investments/3001/history", "investmentvalues"),
    ("pockets", "/users/me/connections/512/pockets", "pockets"),
    ("pockets", "/investments/3008/pockets", "pockets"),
    ("market_orders", "/users/me/marketorders", "marketorders"),
    ("amortizations", "/users/me/amortizations", "loanamortizations"),
    ("account_ownerships", "/users/me/account_ownerships", "account_ownerships"),
]
ONES = [
    ("investments", "/investments/3001"),
    ("pockets", "/pockets/3009"),
    ("market_orders", "/marketorders/3004"),
]


@pytest.fixture
def control(savers: Sandbox) -> Caller:
    return Caller(savers.site)


def test_every_product_is_on_unless_it_is_switched_off(control: Caller) -> None:
    found = control.get("/control/products").json
    assert found == dict.fromkeys((each.name for each in fields(Products)), "on")


@pytest.mark.parametrize(("product", "path", "name"), LISTS)
def test_product_answers_with_an_empty_list(
    anna: Caller, control: Caller, product: str, path: str, name: str
) -> None:
    assert anna.get(path).json[name]
    assert control.post("/control/products", **{product: "empty"}).json[product] == "empty"
    answer = anna.get(path)
    assert (answer.status, answer.json[name]) == (200, [])
    control.post("/control/products", **{product: "on"})
    assert anna.get(path).json[name]


@pytest.mark.parametrize(("product", "path", "name"), LISTS)
@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [("forbidden", 403, "forbidden"), ("not_found", 404, "notFound")],
)
def test_product_is_refused(
    anna: Caller,
    control: Caller,
    product: str,
    path: str,
    name: str,
    answer: str,
    status: int,
    code: str,
) -> None:
    control.post("/control/products", **{product: answer})
    refusal = anna.get(path)
    assert (refusal.status, refusal.code) == (status, code)


@pytest.mark.parametrize(("product", "path"), ONES)
@pytest.mark.parametrize(("answer", "status"), [("empty", 404), ("forbidden", 403), ("not_found", 404)])
def test_one_thing_of_it_is_refused_as_well(
    anna: Caller, control: Caller, product: str, path: str, answer: str, status: int
) -> None:
    control.post("/control/products", **{product: answer})
    assert anna.get(path).status == status


def test_sums_of_what_is_switched_off_are_nothing(anna: Caller, control: Caller) -> None:
    control.post("/control/products", investments="empty")
    found = anna.get("/users/me/investments").json
    assert (found["valuation"], found["diff"], found["diff_percent"]) == (0, 0, None)


def test_a_product_leaves_the_others_as_they_are(anna: Caller, control: Caller) -> None:
    control.post("/control/products", investments="forbidden")
    assert anna.get("/users/me/pockets").json["pockets"]
    assert anna.get("/users/me/accounts").status == 200


@pytest.mark.parametrize("given", [{"payments": "on"}, {"pockets": "off"}, {"pockets": False}])
def test_what_is_no_product_or_no_way_names_the_known_ones(
    control: Caller, given: dict[str, object]
) -> None:
    refusal = control.post("/control/products", **given)
    assert (refusal.status, refusal.code) == (400, "invalidValue")
    assert "market_orders" in refusal.json["description"]
    assert "not_found" in refusal.json["description"]
