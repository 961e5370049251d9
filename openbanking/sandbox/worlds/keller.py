"""Family Keller: many currencies, a company, crypto, and a bank whose site is down."""

from __future__ import annotations

from decimal import Decimal

from openbanking.sandbox.world.model import Connection, User
from openbanking.sandbox.worlds.builder import DAY, World, iban
from openbanking.sandbox.worlds.living import Household, live


def settle(world: World, user: User) -> None:
    """Open the family's accounts."""
    _swiss_bank(world, world.connect(user, world.bank("Privatbank Seeblick", countries=("CH",))))
    _london_bank(world, world.connect(user, world.bank("Thames & Orchard", countries=("GB",))))
    _company_bank(
        world,
        world.connect(
            user,
            world.bank("Handelsbank Weststadt", countries=("DE",)),
            state="websiteUnavailable",
            synced_days_ago=1,
        ),
    )
    _crypto(world, world.connect(user, world.bank("Satoshi Vault", countries=("CH", "DE", "FR"))))
    _odd_bank(
        world,
        world.connect(user, world.bank("Banque de l'Étrange", countries=("BE", "FR")), consent_days=25),
    )


def _swiss_bank(world: World, connection: Connection) -> None:
    francs = world.account(
        connection,
        "checking",
        "Privatkonto",
        "18240.35",
        "CHF",
        iban=iban("CH", "00009000000000042"),
        bic="SEEBCHZZXXX",
    )
    live(
        world,
        francs,
        Household(salary="9800.00", employer="SEEWERK AG", rent="-3150.00", card="*2201"),
    )
    world.expect(francs, 3, "-420.00", "order", "KRANKENKASSE")
    dollars = world.account(connection, "deposit", "USD account", "90071992547409.93", "USD")
    world.move(dollars, 20, "90071992547409.93", "transfer", "A SUM BEYOND A FLOAT")
    yen = world.account(connection, "savings", "Yen savings", "1250000", "JPY")
    world.move(yen, 15, "1250000", "transfer", "FURIKOMI")
    dinar = world.account(connection, "savings", "Dinar account", "1250.125", "KWD")
    world.move(dinar, 14, "1250.125", "transfer", "TRANSFER")


def _london_bank(world: World, connection: Connection) -> None:
    pounds = world.account(
        connection,
        "checking",
        "Current account",
        "-310.22",
        "GBP",
        iban=iban("GB", "THAM00000100000042"),
        bic="THAMGB2LXXX",
    )
    live(
        world,
        pounds,
        Household(salary="3150.00", employer="ORCHARD LTD", rent="-1480.00", card="*7781"),
    )
    back = world.move(pounds, 8, "-99.00", "card", "CARD TAKEN BACK BY THE BANK", card="*7781")
    back.deleted = back.last_update = world.now - 2 * DAY
    world.move(pounds, 6, "35.00", "payback", "REFUND FROM A SHOP")
    world.move(pounds, 5, "-12.00", "refund", "REFUND TO A SHOP")
    world.account(connection, "savings", "Rainy day", "5400.00", "GBP", disabled=world.now - 200 * DAY)


def _company_bank(world: World, connection: Connection) -> None:
    company = world.account(
        connection,
        "checking",
        "Geschäftskonto",
        "64120.00",
        iban=iban("DE", "000000990000000042"),
        usage="ORGA",
        error="websiteUnavailable",
    )
    live(
        world,
        company,
        Household(salary="22000.00", employer="KUNDEN SAMMELGUTSCHRIFT", rent="-6400.00", card="*5120"),
    )
    card = world.account(connection, "card", "Firmenkarte", "-842.17", id_parent=company.id)
    world.move(card, 3, "-842.17", "card", "LUFTHANSA")


def _crypto(world: World, connection: Connection) -> None:
    coins = world.account(connection, "market", "Bitcoin", "0.01532871", "BTC")
    world.move(coins, 33, "0.01532870", "transfer", "DEPOSIT")
    world.move(coins, 2, "0.00000001", "profit", "ONE SATOSHI")


def _odd_bank(world: World, connection: Connection) -> None:
    """Whatever a bank may leave out or invent."""
    nameless = world.account(
        connection,
        "checking",
        "Sans devise",
        "77.70",
        None,
        iban=iban("FR", "0000800008" + "0" * 11 + "42"),
    )
    blank = world.move(nameless, 4, "0", "card", "AMOUNT STILL UNKNOWN")
    blank.value = None
    world.move(nameless, 3, "77.70", "brand_new_type", "A TYPE NOBODY KNOWS YET")
    world.account(connection, "checking", "Solde indisponible", None)
    world.account(connection, "real_estate", "Appartement", "350000.00")
    world.account(connection, "crowdlending", "Prêts participatifs", "1200.00")
    world.account(connection, "joint", "Compte joint ancien", "10.00", ownership="co-owner")
    world.account(connection, "unknown", "Mystère", "1.00", usage="ASSO", valuation=Decimal("1.00"))
