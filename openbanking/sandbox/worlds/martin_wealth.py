"""What family Martin's accounts hold, owe, and to whom they belong; opened last, so that no id moves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from openbanking.sandbox.world.model import Connection, User
from openbanking.sandbox.world.wealth import InvestmentDetails
from openbanking.sandbox.worlds.builder import DAY, World
from openbanking.sandbox.worlds.portfolio import Portfolio, Quoted, belong, isin, named, owe

MERIDIEN = isin("FR", "000012345")
ORCHARD = isin("US", "12345A678")
WORLD_FUND = isin("LU", "098765432")
BOND = isin("FR", "001312031")
WORLD_ETF = isin("FR", "001287654")
BOND_FUND = isin("IE", "00B4L5Y98")
VERGER = isin("FR", "000067890")
HARBOUR = isin("US", "41165F101")
EUROPE_FUND = ("FONDS MERIDIONAL EUROPE", isin("FR", "001044556"))

CLAIRE = ("holder", "Claire Martin", True)
JULIEN = ("co_holder", "Julien Martin", False)


def furnish(world: World, user: User) -> None:
    """Give the family's accounts their lines, pockets, schedules and owners."""
    _brokers_accounts(world, user)
    _insurers_contracts(world, user)
    _employee_savings(world, user)
    connection, _ = named(user, "Compte courant")
    _new_securities(world, connection)
    _new_insurance(world, connection)
    _schedules(world, user)
    _owners(user)


def _brokers_accounts(world: World, user: User) -> None:
    """Securities and a PEA that sum up to the cent, as they were when the broker was last read."""
    held = Portfolio(world, *named(user, "Compte-titres"))
    held.units("ATELIERS MERIDIEN", MERIDIEN, "120", "121.0000", "146.2000", stock_symbol="MERI")
    dollars = Quoted(currency="USD", rate="0.9210", unitprice="79.0000", unitvalue="81.2000")
    held.units("ORCHARD ROBOTICS INC", ORCHARD, "60", "72.3600", "74.7852", quoted=dollars)
    held.units("FONDS TILLEUL MONDE", WORLD_FUND, "350.125", "107.63976", "124.1000")
    held.units("OBLIGATION VERGER 2031", BOND, "15", "1000.00", "1012.50")
    held.cash("7743.78")
    held = Portfolio(world, *named(user, "PEA"))
    held.units("ETF MONDE PEA", WORLD_ETF, "1200", "29.1120", "28.1500")
    held.units("ATELIERS MERIDIEN", MERIDIEN, "50", "147.2000", "146.2000", stock_symbol="MERI")
    held.cash("287.28")


def _insurers_contracts(world: World, user: User) -> None:
    """Lines with units and without, and a contract whose lines are still being imported."""
    held = Portfolio(world, *named(user, "Assurance-vie"))
    held.amount("Fonds en euros", "72310.00", diff="4350.00")
    held.units("FONDS TILLEUL MONDE", WORLD_FUND, "250", "92.0000", "124.1000")
    undated = frozenset({"vdate", "source"})
    held.amount("SCPI DU RIVERAIN", "17120.00", code="SCPI0042", diff="8080.00", unknown=undated)
    held = Portfolio(world, *named(user, "Contrat de capitalisation"))
    held.units("FONDS OBLIGATAIRE", BOND_FUND, "250", None, "125.0000")


def _employee_savings(world: World, user: User) -> None:
    """Funds in pockets on every condition, and a plan that tells no more than what it is worth."""
    year = world.now.year
    held = Portfolio(world, *named(user, "PEE"))
    shares = held.units(
        *("MERIDIEN ACTIONNARIAT", "QS0009054321", "210.5", "24.0000", "31.2000"), code_type="AMF"
    )
    held.pocket(shares, "60.5", "available")
    held.pocket(shares, "100", "date", availability_date=date(year + 2, 6, 1))
    held.pocket(shares, "50", "date", availability_date=date(year + 4, 6, 1))
    money = held.units(
        *("MERIDIEN MONETAIRE", "QS0009054322", "269.5141", "10.0000", "10.2500"), code_type="AMF"
    )
    held.pocket(money, "269.5141", "acquired")
    held = Portfolio(world, *named(user, "PERCO"))
    retirement = held.units(
        *("MERIDIEN RETRAITE 2040", "QS0009054323", "300", "12.5000", "14.7000"), code_type="AMF"
    )
    held.pocket(retirement, "300", "retirement")
    held = Portfolio(world, *named(user, "PER"))
    held.pocket(held.amount("Gestion pilotée", "15200.87"), None, "unknown", value=Decimal("15200.87"))


def _new_securities(world: World, connection: Connection) -> None:
    """A securities account at a bank that is read every day, with orders in every state."""
    worth, gained = "20000.00", Decimal("1947.66")
    account = world.account(
        *(connection, "market", "Compte-titres ordinaire", worth), valuation=Decimal(worth), diff=gained
    )
    held = Portfolio(world, connection, account)
    shares = held.units(
        *("VERGER TECHNOLOGIES", VERGER, "40", "118.5000", "152.3400"),
        stock_symbol="VERG",
        stock_market="XPAR",
    )
    dollars = Quoted(currency="USD", rate="0.925", unitprice="80.0000", unitvalue="84.5000")
    held.units(
        *("HARBOUR FOODS CORP", HARBOUR, "25", "76.0000", "78.1625"), quoted=dollars, stock_market="XNAS"
    )
    details = InvestmentDetails(
        performance_1_year=Decimal("0.0512"),
        srri=Decimal(4),
        asset_category="Actions",
        recommended_period="5 ans",
        last_update=world.now - 2 * DAY,
    )
    held.units(*EUROPE_FUND, "90", "119.0000", "125.0000", details=details)
    held.cash("702.34")
    bought = world.now - 20 * DAY
    done = {"number": "T-1", "state": "Executed", "date": bought, "execution_date": bought}
    held.order(shares, "BUY", "10", **done, amount=Decimal("1480.00"), unitprice=Decimal("148.0000"))
    limit = {"order_type": "LIMIT", "ordervalue": Decimal("175.0000"), "date": world.now - DAY}
    held.order(shares, "SALE", "5", number="T-2", **limit)
    held.order(shares, "SALE", "5", number="T-3", state="Cancelled", date=bought)
    world.move(account, 21, "1500.00", "deposit", "VIR DE COMPTE COURANT")
    world.move(account, 20, "-1480.00", "market_order", "ACHAT COMPTANT VERGER TECHNOLOGIES")
    world.move(account, 20, "-4.95", "market_fee", "FRAIS DE COURTAGE")
    world.move(account, 12, "22.40", "profit", "COUPON VERGER TECHNOLOGIES")
    belong(account, CLAIRE)


def _new_insurance(world: World, connection: Connection) -> None:
    """A contract whose insurer gives what looks like a deposit, and is a gain."""
    worth, gained = "30250.00", Decimal("1250.00")
    account = world.account(
        *(connection, "lifeinsurance", "Assurance-vie Tilleuls", worth),
        valuation=Decimal(worth),
        diff=gained,
    )
    held = Portfolio(world, connection, account)
    held.amount("Fonds en euros Tilleuls", "24000.00", diff="900.00")
    held.units(*EUROPE_FUND, "50", "118.0000", "125.0000")
    world.move(account, 60, "2000.00", "deposit", "VERSEMENT LIBRE")
    world.move(account, 60, "40.00", "deposit", "BOOST SUR VERSEMENT")
    world.move(account, 30, "150.00", "deposit", "PARTICIPATION AUX BENEFICES")
    belong(account, JULIEN)


def _schedules(world: World, user: User) -> None:
    """A mortgage, a loan whose capital is due at the end, and one whose insurance Powens reckons."""
    for name, insurance in (
        ("Prêt immobilier", None),
        ("Prêt relais", None),
        ("Prêt auto", Decimal("6.75")),
    ):
        _, account = named(user, name)
        if account.loan is not None:
            owe(world, account, account.loan, insurance=insurance)
        belong(account, CLAIRE, JULIEN)


def _owners(user: User) -> None:
    for name in ("Compte joint", "Compte joint (vu par le Crédit)"):
        belong(named(user, name)[1], CLAIRE, JULIEN)
    belong(named(user, "Compte courant")[1], CLAIRE)
    belong(named(user, "Assurance-vie")[1], CLAIRE, ("successor_on_death", "Léa Martin", False))
    belong(named(user, "PEA")[1], CLAIRE, ("attorney", "Julien Martin", False))
    belong(named(user, "Compte-titres")[1], ("unknown", None, None))
    minor = ("custodian_for_minor", "Claire Martin", True)
    belong(named(user, "Livret enfant")[1], ("holder", "Léa Martin", False), minor)
