"""One user, one bank, and what can be held and owed there: small enough to know by heart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openbanking.sandbox.world.model import Connection, Loan
from openbanking.sandbox.world.wealth import InvestmentDetails
from openbanking.sandbox.worlds.builder import DAY, World, iban
from openbanking.sandbox.worlds.portfolio import Portfolio, Quoted, belong, isin, owe

FAMILIES = {21: "Rossi"}

SHARE = isin("FR", "000012345")
STOCK = isin("US", "12345A678")
FUND = isin("LU", "098765432")


def build(world: World) -> None:
    """Furnish the world."""
    connection = world.connect(world.user(21), world.bank("Banque du Patrimoine"))
    _checking(world, connection)
    _securities(world, connection)
    _life_insurance(world, connection)
    _employee_savings(world, connection)
    _loan(world, connection)


def _checking(world: World, connection: Connection) -> None:
    checking = world.account(
        connection,
        "checking",
        "Compte joint",
        "4210.00",
        iban=iban("FR", "00011000110000000000142"),
        ownership="co-owner",
    )
    world.move(checking, 5, "-500.00", "transfer", "VIR COMPTE TITRES")
    belong(checking, ("holder", "Anna Rossi", True), ("co_holder", "Bruno Rossi", None))


def _securities(world: World, connection: Connection) -> None:
    """Two lines, one of them in dollars, and cash: together they are the balance."""
    worth = Decimal("9298.00")
    account = world.account(
        connection, "market", "Compte-titres", "9298.00", valuation=worth, diff=Decimal("1407.66")
    )
    held = Portfolio(world, connection, account)
    shares = held.units(
        *("ATELIERS MERIDIEN", SHARE, "40", "118.5000", "152.3400"),
        stock_symbol="MERI",
        stock_market="XPAR",
    )
    dollars = Quoted(currency="USD", rate="0.925", unitprice="80.0000", unitvalue="84.5000")
    held.units(
        *("ORCHARD ROBOTICS INC", STOCK, "25", "76.0000", "78.1625"),
        quoted=dollars,
        stock_symbol="ORCH",
        stock_market="XNAS",
    )
    held.cash("1250.34")
    bought = world.now - 5 * DAY
    held.order(
        *(shares, "BUY", "4"),
        number="A-1",
        state="Executed",
        date=bought,
        execution_date=bought,
        amount=Decimal("602.00"),
        unitprice=Decimal("150.5000"),
    )
    held.order(
        *(shares, "SALE", "10"),
        number="A-2",
        order_type="LIMIT",
        date=world.now - DAY,
        validity_date=world.now + 30 * DAY,
        ordervalue=Decimal("175.0000"),
    )
    world.move(account, 5, "500.00", "deposit", "VIREMENT RECU")
    world.move(account, 5, "-602.00", "market_order", "ACHAT COMPTANT ATELIERS MERIDIEN")
    belong(account, ("holder", "Anna Rossi", True))


def _life_insurance(world: World, connection: Connection) -> None:
    """A euro fund without code or unit, a fund, and 1 000 euros that no line explains."""
    account = world.account(
        connection, "lifeinsurance", "Assurance-vie", "73500.00", valuation=Decimal("73500.00")
    )
    held = Portfolio(world, connection, account)
    held.amount("Fonds euro", "50000.00", diff="1180.00")
    details = InvestmentDetails(
        performance_1_year=Decimal("0.0731"),
        performance_3_years=Decimal("0.1902"),
        srri=Decimal(5),
        asset_category="Actions",
        recommended_period="5 ans",
        last_update=world.now - 3 * DAY,
    )
    held.units("FONDS TILLEUL MONDE", FUND, "180", "110.0000", "125.0000", details=details)
    belong(account, ("unknown", None, None))


def _employee_savings(world: World, connection: Connection) -> None:
    """A fund in two pockets, of which one can be had today."""
    worth = Decimal("5400.00")
    account = world.account(
        connection, "pee", "PEE", "5400.00", valuation=worth, company_name="ATELIERS MERIDIEN"
    )
    held = Portfolio(world, connection, account)
    fund = held.units(
        *("MERIDIEN RELANCE", "QS0009012345", "300", "15.0000", "18.0000"), code_type="AMF"
    )
    held.pocket(fund, "100", "available")
    held.pocket(fund, "200", "date", availability_date=date(world.now.year + 2, 6, 1))


def _loan(world: World, connection: Connection) -> None:
    account = world.account(connection, "loan", "Prêt travaux", "-12000.00")
    first = (world.now + 11 * DAY).date()
    owe(
        world,
        account,
        Loan(
            type="loan",
            total_amount=Decimal(20000),
            rate=Decimal("3.00"),
            duration=60,
            next_payment_amount=Decimal("359.37"),
            next_payment_date=first,
            subscription_date=(world.now - 730 * DAY).date(),
            maturity_date=(world.now + 1100 * DAY).date(),
            nb_payments_left=36,
            nb_payments_done=24,
        ),
    )
    belong(account, ("holder", "Anna Rossi", True), ("co_holder", "Bruno Rossi", None))
