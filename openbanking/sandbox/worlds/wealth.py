"""One user, one bank, and what can be held and owed there: small enough to know by heart."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openbanking.sandbox.world.model import Connection, Loan
from openbanking.sandbox.world.wealth import InvestmentDetails
from openbanking.sandbox.worlds.builder import DAY, World, iban
from openbanking.sandbox.worlds.portfolio import belong, hold, hold_cash, isin, order, owe, pocket

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
    account = world.account(
        connection,
        "market",
        "Compte-titres",
        "9298.00",
        valuation=Decimal("9298.00"),
        diff=Decimal("1407.66"),
    )
    share = hold(
        world,
        connection,
        account,
        "ATELIERS MERIDIEN",
        SHARE,
        stock_symbol="MERI",
        stock_market="XPAR",
        quantity="40",
        unitprice="118.5000",
        unitvalue="152.3400",
    )
    hold(
        world,
        connection,
        account,
        "ORCHARD ROBOTICS INC",
        STOCK,
        stock_symbol="ORCH",
        stock_market="XNAS",
        quantity="25",
        unitprice="76.0000",
        unitvalue="78.1625",
        original_currency="USD",
        original_unitprice="80.0000",
        original_unitvalue="84.5000",
        rate="0.925",
    )
    hold_cash(world, connection, account, "1250.34")
    bought = world.now - 5 * DAY
    order(
        world,
        account,
        share,
        "BUY",
        "4",
        number="A-1",
        state="Executed",
        date=bought,
        execution_date=bought,
        amount=Decimal("602.00"),
        unitprice=Decimal("150.5000"),
    )
    order(
        world,
        account,
        share,
        "SALE",
        "10",
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
    hold(world, connection, account, "Fonds euro", valuation="50000.00", diff="1180.00")
    hold(
        world,
        connection,
        account,
        "FONDS TILLEUL MONDE",
        FUND,
        quantity="180",
        unitprice="110.0000",
        unitvalue="125.0000",
        details=InvestmentDetails(
            performance_1_year=Decimal("0.0731"),
            performance_3_years=Decimal("0.1902"),
            srri=Decimal(5),
            asset_category="Actions",
            recommended_period="5 ans",
            last_update=world.now - 3 * DAY,
        ),
    )
    belong(account, ("unknown", None, None))


def _employee_savings(world: World, connection: Connection) -> None:
    account = world.account(
        connection,
        "pee",
        "PEE",
        "5400.00",
        valuation=Decimal("5400.00"),
        company_name="ATELIERS MERIDIEN",
    )
    fund = hold(
        world,
        connection,
        account,
        "MERIDIEN RELANCE",
        "QS0009012345",
        code_type="AMF",
        quantity="300",
        unitprice="15.0000",
        unitvalue="18.0000",
    )
    pocket(world, account, fund, "100", condition="available")
    pocket(
        world, account, fund, "200", condition="date", availability_date=date(world.now.year + 2, 6, 1)
    )


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
