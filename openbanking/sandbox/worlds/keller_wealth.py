"""What family Keller's accounts hold, and to whom they belong; opened last, so that no id moves."""

from __future__ import annotations

from decimal import Decimal

from openbanking.sandbox.world.model import User
from openbanking.sandbox.worlds.builder import World
from openbanking.sandbox.worlds.portfolio import Portfolio, Quoted, belong, isin, named

SEEBLICK = isin("CH", "001234567")
LAKESIDE = isin("US", "51216L104")

ULRICH = ("holder", "Ulrich Keller", True)


def furnish(world: World, user: User) -> None:
    """Give the family's accounts their lines and owners."""
    _custody_account(world, user)
    _loans_without_names(world, user)
    belong(named(user, "Privatkonto")[1], ULRICH, ("attorney", "Beate Keller", False))
    belong(named(user, "Geschäftskonto")[1], ("holder", "Keller Handels GmbH", None))


def _custody_account(world: World, user: User) -> None:
    """Securities in francs, one of them quoted in dollars: neither is the euro."""
    connection, _ = named(user, "Privatkonto")
    worth = "63411.20"
    account = world.account(
        connection, "market", "Wertschriftendepot", worth, "CHF", valuation=Decimal(worth)
    )
    held = Portfolio(world, connection, account)
    held.units("SEEBLICK PHARMA AG", SEEBLICK, "420", "88.0000", "96.4000", stock_market="XSWX")
    dollars = Quoted(currency="USD", rate="0.884", unitprice="115.0000", unitvalue="130.0000")
    held.units(
        *("LAKESIDE SEMICONDUCTOR INC", LAKESIDE, "150", "101.2000", "114.9200"),
        quoted=dollars,
        stock_market="XNAS",
    )
    held.cash("5685.20")
    belong(account, ULRICH, ("co_holder", "Beate Keller", False))


def _loans_without_names(world: World, user: User) -> None:
    """Lines that nothing tells apart: no code, and twice the same label."""
    held = Portfolio(world, *named(user, "Prêts participatifs"))
    nothing = frozenset({"code_type", "source", "quantity", "vdate", "last_update"})
    for label, valuation in (("Prêt PME", "400.00"), ("Prêt PME", "350.00"), ("Prêt solaire", "450.00")):
        held.amount(label, valuation, unknown=nothing)
