"""A year of ordinary life on an account, believable and always the same."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from openbanking.sandbox.world.amounts import cents, product
from openbanking.sandbox.world.model import Account
from openbanking.sandbox.worlds.builder import World

SHOPS = (
    ("CARREFOUR MARKET", "groceries", -9000, -2500),
    ("MONOPRIX", "groceries", -6500, -1200),
    ("BOULANGERIE DU COIN", "groceries", -1450, -190),
    ("TOTALENERGIES", "fuel", -8900, -3500),
    ("SNCF CONNECT", "transport", -15900, -1900),
    ("PHARMACIE", "health", -4200, -690),
    ("RESTAURANT LE ZINC", "restaurants", -9800, -2200),
    ("FNAC", "leisure", -14900, -990),
    ("DECATHLON", "leisure", -11900, -1290),
)
ABROAD = (
    ("BLUE BOTTLE NYC", "USD", Decimal("1.0827")),
    ("TESCO LONDON", "GBP", Decimal("0.8554")),
    ("COOP ZUERICH", "CHF", Decimal("0.9481")),
    ("LAWSON TOKYO", "JPY", Decimal("161.3")),
)
YEAR = 395


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """What comes in and goes out each month, in the account's currency."""

    salary: str
    employer: str
    rent: str
    card: str
    outings: int = 3


def live(world: World, account: Account, household: Household) -> None:
    """Let a year pass on an account: salary, rent, subscriptions, and shopping every few days."""
    for days_ago in range(YEAR, 0, -1):
        day = world.now.date().toordinal() - days_ago
        of_month = type(world.now.date()).fromordinal(day).day
        if of_month == 1:
            _pay_rent(world, account, household, days_ago)
        if of_month == 5:
            world.move(
                account,
                days_ago,
                "-39.99",
                "order",
                "PRLV FREE TELECOM",
                category=("telecom", "home"),
            )
        if of_month == 27:
            world.move(
                account,
                days_ago,
                household.salary,
                "transfer",
                f"VIR SALAIRE {household.employer}",
                category=("salary", "income"),
                counterparty={
                    "label": household.employer,
                    "account_scheme_name": None,
                    "account_identification": None,
                    "type": "debtor",
                },
            )
        if world.random.random() < household.outings / 7:
            _shop(world, account, household, days_ago)


def _pay_rent(world: World, account: Account, household: Household, days_ago: int) -> None:
    world.move(
        account,
        days_ago,
        household.rent,
        "order",
        "VIR PERMANENT LOYER",
        category=("rent", "home"),
        counterparty={
            "label": "SCI DES TILLEULS",
            "account_scheme_name": "iban",
            "account_identification": "FR2600003000030000000000342",
            "type": "creditor",
        },
    )


def _shop(world: World, account: Account, household: Household, days_ago: int) -> None:
    if world.random.random() < 0.06:
        shop, currency, rate = world.random.choice(ABROAD)
        spent = cents(world.random.randint(-9000, -900))
        step = Decimal(1) if currency == "JPY" else Decimal("0.01")
        world.move(
            account,
            days_ago,
            str(spent),
            "card",
            f"CARTE {shop}",
            card=household.card,
            original_value=product(spent, rate, step=step),
            original_currency=currency,
            commission=Decimal("-0.95"),
        )
        return
    shop, category, least, most = world.random.choice(SHOPS)
    spent = cents(world.random.randint(least, most))
    world.move(
        account,
        days_ago,
        str(spent),
        "card",
        f"CARTE {shop}",
        card=household.card,
        category=(category, "daily life"),
    )
