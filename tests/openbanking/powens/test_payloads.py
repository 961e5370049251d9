"""Rows and totals of Powens, decoded: amounts have every digit, in whatever form they come."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given

from openbanking.powens import payloads
from tests.amounts import amounts

FORMS = ["{:f}", '"{:f}"', "{:e}", '"{:e}"']


@pytest.mark.parametrize("form", FORMS)
@given(amount=amounts())
def test_any_amount_of_a_row_is_exact(form, amount):
    raw = msgspec.Raw(f'{{"id": 1, "id_account": 9, "value": {form.format(amount)}}}'.encode())
    found = payloads.read_rows("transaction", [raw], payloads.Transaction)
    assert found.rows[0].value == amount


@pytest.mark.parametrize("form", FORMS)
@given(amount=amounts())
def test_any_total_is_exact(form, amount):
    raw = msgspec.Raw(f'{{"EUR": {form.format(amount)}}}'.encode())
    assert payloads.read_totals(raw) == {"EUR": amount}
