"""What may round an amount is found: by its types before it runs, and in the suite when it runs."""

from __future__ import annotations

import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal, FloatOperation, Inexact
from pathlib import Path

import pytest

from tests.amounts import WIDE

ROOT = Path(__file__).resolve().parents[2]
ROUNDING = [
    "-amount",
    "+amount",
    "abs(amount)",
    "amount + amount",
    "amount - 1",
    "1 - amount",
    "amount * 10",
    "amount / 3",
    "amount // amount",
    "amount % 10",
    "amount**2",
    "divmod(amount, 10)",
    "round(amount, 2)",
    "float(amount)",
    "sum(amounts)",
    "sum((amount, amount))",
    "sum(amounts, Decimal(0))",
    "sum(each for each in amounts)",
    "[-each for each in amounts]",
    "amount.normalize()",
    "amount.quantize(amount)",
    "amount.scaleb(-2)",
    "f'{amount:.2f}'",
    "(coming or 0) + amount",
    "-account.balances.get().amount",
    "sum(each.amount for each in account.balances.all())",
    "sum(Balance.objects.values_list('amount', flat=True))",
]
EXACT = [
    "total(*amounts)",
    "difference(amount, amount)",
    "amount.copy_abs(), amount.copy_negate()",
    "amount.normalize(MINE)",
    "MINE.add(amount, amount)",
    "amount < 0, max(amounts), sorted(amounts)",
    "f'{amount:,f}'",
    "sum(len(str(each)) for each in amounts)",
    "-len(amounts) + 1",
]
MODULE = """
from __future__ import annotations
from decimal import Context, Decimal
from openbanking.fields import difference, total
from openbanking.models import Account, Balance

MINE = Context(prec=100)
amount: Decimal
coming: Decimal | None
amounts: list[Decimal]
account: Account
(
{lines}
)
"""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The lines of a planted module that the project's own type checker reports."""
    folder = tmp_path_factory.mktemp("planted")
    module = folder / "planted.py"
    module.write_text(MODULE.format(lines="\n".join(f"({line})," for line in [*ROUNDING, *EXACT])))
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(folder / "cache"), str(module)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = module.read_text().splitlines()
    numbers = re.findall(r"planted\.py:(\d+): error: May round .*\[rounds\]", done.stdout)
    assert numbers, done.stdout + done.stderr
    return {lines[int(number) - 1].removeprefix("(").removesuffix("),") for number in numbers}


@pytest.mark.parametrize("line", ROUNDING)
def test_line_that_may_round_is_reported(reported, line):
    assert line in reported


@pytest.mark.parametrize("line", EXACT)
def test_exact_line_is_not_reported(reported, line):
    assert line not in reported


def negated(amount: Decimal) -> Decimal:
    return -amount  # type: ignore[rounds]


def test_rounding_fails_the_test_that_reaches_it():
    with pytest.raises(Inexact):
        negated(Decimal("1310.42"))


def test_rounding_in_another_thread_fails_too():
    with ThreadPoolExecutor() as pool, pytest.raises(Inexact):
        pool.submit(negated, WIDE).result()


def test_money_made_of_a_float_fails_the_test_that_reaches_it():
    binary = 1310.42
    with pytest.raises(FloatOperation):
        Decimal(binary)
