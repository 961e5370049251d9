"""Rows and totals of Powens, decoded: amounts have every digit, in whatever form they come."""

from __future__ import annotations

import subprocess
import sys

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


FIRST = """
import sys
import msgspec
from openbanking.powens import payloads
looked_at = []
sys.setprofile(lambda frame, event, _: looked_at.append(frame.f_code.co_name))
for kind in ["transaction", "account", "connection"]:
    payloads.read_rows(kind, [msgspec.Raw(b'{"id": 1}')], getattr(payloads, kind.title()))
msgspec.json.decode(b"{}", type=payloads.Envelope)
sys.setprofile(None)
sys.exit("get_class_annotations" in looked_at)
"""


def test_types_are_looked_at_before_threads_share_them():
    """Two threads that make msgspec look at a type at once crash the process."""
    assert subprocess.run([sys.executable, "-c", FIRST]).returncode == 0
