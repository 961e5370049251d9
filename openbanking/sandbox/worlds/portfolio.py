"""The vocabulary of what accounts hold and owe: lines, cash, pockets, orders, schedules, owners."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openbanking.sandbox.world.loans import Terms, paid_before, schedule
from openbanking.sandbox.world.market import backdate, last_close
from openbanking.sandbox.world.model import Account, Connection, Loan, User
from openbanking.sandbox.world.wealth import CASH, Investment, MarketOrder, Party, Pocket
from openbanking.sandbox.worlds.builder import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What a unit costs and is worth in another currency, and what that is worth in the account's."""

    currency: str
    rate: str
    unitprice: str
    unitvalue: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """An account to be filled: what is put into it is as it was when its bank was last read."""

    world: World
    connection: Connection
    account: Account

    def units(
        self,
        label: str,
        code: str,
        quantity: str,
        unitprice: str | None,
        unitvalue: str,
        *,
        quoted: Quoted | None = None,
        **facts: Any,
    ) -> Investment:
        """Hold so many units, with a value for each trading day since the connection was made."""
        if quoted is not None:
            facts["original_currency"], facts["rate"] = quoted.currency, Decimal(quoted.rate)
            facts["original_unitprice"] = Decimal(quoted.unitprice)
            facts["original_unitvalue"] = Decimal(quoted.unitvalue)
        line = self._line(
            label,
            code=code,
            code_type=facts.pop("code_type", "ISIN"),
            quantity=Decimal(quantity),
            unitprice=None if unitprice is None else Decimal(unitprice),
            unitvalue=Decimal(unitvalue),
            **facts,
        )
        backdate(line, self.connection.created.date(), self.world.new_value_id)
        return line

    def amount(
        self,
        label: str,
        valuation: str,
        *,
        code: str | None = None,
        diff: str | None = None,
        **facts: Any,
    ) -> Investment:
        """Hold something that has no units."""
        gained = None if diff is None else Decimal(diff)
        return self._line(label, code=code, valuation=Decimal(valuation), diff=gained, **facts)

    def cash(self, amount: str) -> Investment:
        """Let cash lie on the account, as a line among the others."""
        return self.amount("Liquidités", amount, code=CASH)

    def pocket(self, line: Investment, quantity: str | None, condition: str, **facts: Any) -> Pocket:
        """Set a part of a line aside."""
        found = Pocket(
            id=self.world.new_holding_id(),
            id_investment=line.id,
            label=line.label,
            quantity=None if quantity is None else Decimal(quantity),
            condition=condition,
            last_update=line.last_update,
            **facts,
        )
        self.account.pockets[found.id] = found
        return found

    def order(self, line: Investment, direction: str, quantity: str, **facts: Any) -> MarketOrder:
        """Give an order for a security the account holds."""
        found = MarketOrder(
            id=self.world.new_holding_id(),
            label=line.label,
            code=line.code,
            stock_symbol=line.stock_symbol,
            stock_market=line.stock_market,
            order_direction=direction,
            quantity=Decimal(quantity),
            unitvalue=line.unitvalue,
            last_update=line.last_update,
            **facts,
        )
        self.account.market_orders[found.id] = found
        return found

    def _line(self, label: str, *, code: str | None, **facts: Any) -> Investment:
        seen = self.account.last_update or self.world.now
        line = Investment(
            id=self.world.new_holding_id(),
            label=label,
            code=code,
            source="website" if code else "notFound",
            vdate=last_close(seen.date()),
            last_update=seen,
            **facts,
        )
        self.account.investments[line.id] = line
        return line


def owe(world: World, account: Account, loan: Loan, *, insurance: Decimal | None = None) -> None:
    """Give a loan its schedule: the payments of the last year, and those to come."""
    terms, now = Terms.of(account, loan, insurance=insurance), account.last_update or world.now
    account.loan = loan
    account.amortizations = [
        *paid_before(terms, months=min(12, loan.nb_payments_done), now=now),
        *schedule(terms, months=loan.nb_payments_left, now=now),
    ]


def belong(account: Account, *parties: tuple[str, str | None, bool | None]) -> None:
    """Let an account belong to people: role, name, and whether that is the user."""
    account.parties = [Party(role=role, full_name=name, is_user=user) for role, name, user in parties]


def named(user: User, name: str) -> tuple[Connection, Account]:
    """Return a user's account by its name, with its connection."""
    return next(pair for pair in user.accounts() if pair[1].name == name)


def isin(country: str, number: str) -> str:
    """Return the ISIN of a national number of nine characters, with its right check digit (ISO 6166)."""
    digits = "".join(str(int(character, 36)) for character in country + number)
    doubled = "".join(
        str(int(digit) * 2) if position % 2 == 0 else digit
        for position, digit in enumerate(reversed(digits))
    )
    return f"{country}{number}{-sum(map(int, doubled)) % 10}"
