"""What Powens delivers of holdings is read back over REST to the digit."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
import requests

from openbanking.models import Account
from openbanking.sandbox import Sandbox
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.conftest import Api, exactly

# From the names at Powens to ours, of what is a number.
LINE = {
    "quantity": "quantity",
    "unitprice": "unitCost",
    "unitvalue": "unitValue",
    "valuation": "valuation",
    "diff": "gain",
    "original_unitvalue": "securityUnitValue",
    "original_valuation": "securityValuation",
}
POCKET = {"quantity": "quantity", "value": "value"}
ORDER = {
    "quantity": "quantity",
    "amount": "amount",
    "ordervalue": "limitPrice",
    "unitprice": "unitPrice",
    "unitvalue": "unitValue",
}


@pytest.fixture(params=["wealth", "family-office"])
def bank(request, settings):
    """A Powens whose accounts hold something."""
    with Sandbox(world=request.param) as running:
        settings.POWENS_BASE_URL = running.base_url
        yield running


@pytest.fixture
def ask_powens(bank):
    """Return what Powens answers to its first user, with every digit."""
    user = bank.users[0]

    def ask_powens(path, name):
        answer = requests.get(
            f"{bank.base_url}/users/{user.id_user}/{path}",
            headers={"Authorization": f"Bearer {user.token}"},
            timeout=10,
        )
        assert answer.status_code == 200, answer.text
        return json.loads(answer.text, parse_float=Decimal, parse_int=Decimal)[name]

    return ask_powens


@pytest.fixture
def read(bank, alices, alice):
    """Sync the first user, and return every row that an operation lists."""
    user = bank.users[0]
    factories.make_powens_user(alices, alice, external_id=str(user.id_user), token=user.token)
    run_sync(Scope())
    api = Api(factories.make_token(alice))

    def read(key, name, **asked):
        rows: list[Any] = []
        cursor: dict[str, str] = {}
        while True:
            answer = exactly(api.get(key, pageSize=7, **asked, **cursor))
            rows += answer[name]
            if not answer["hasMore"]:
                return {each["externalId"]: each for each in rows if "externalId" in each} or rows
            cursor = {"cursor": answer["nextCursor"]}

    return read


def figures(delivered, names):
    """Return the numbers of a row of Powens under our names; what is null is left out."""
    return {ours: each for theirs, ours in names.items() if (each := delivered.get(theirs)) is not None}


def shown(row, names):
    return {ours: row[ours] for ours in names.values() if ours in row}


def test_lines(ask_powens, read):
    listed = ask_powens("investments", "investments")
    found = read("openbanking.holdings.list", "holdings")
    assert len(listed) == len(found) > 0
    for each in listed:
        line = found[str(each["id"])]
        assert shown(line, LINE) == figures(each, LINE)
        assert line["label"] == each["label"]
        assert line.get("valuedOn") == (each["vdate"] or None)


def test_pockets(ask_powens, read):
    listed = ask_powens("pockets", "pockets")
    found = read("openbanking.pockets.list", "pockets")
    complete = [each for each in listed if None not in (each["quantity"], each["value"])]
    assert len(complete) == len(found)
    for each in complete:
        assert shown(found[str(each["id"])], POCKET) == figures(each, POCKET)


def test_orders(ask_powens, read):
    listed = ask_powens("marketorders", "marketorders")
    found = read("openbanking.orders.list", "orders")
    assert len(listed) == len(found)
    for each in listed:
        assert shown(found[str(each["id"])], ORDER) == figures(each, ORDER)


def test_schedules(ask_powens, read, alice):
    read("openbanking.holdings.list", "holdings")
    api = Api(factories.make_token(alice))
    listed = ask_powens("amortizations", "loanamortizations")
    for account in {str(each["id_account"]) for each in listed}:
        loan = Account.objects.get(external_id=account)
        answer = exactly(api.get("openbanking.loans.schedule", accountId=loan.pk))
        delivered = [each for each in listed if str(each["id_account"]) == account]
        assert sorted(
            (each["remaining_capital"]["value"], each["total_payment_amount"]["value"])
            for each in delivered
        ) == sorted((each["remaining"], each["total"]) for each in answer["payments"])
