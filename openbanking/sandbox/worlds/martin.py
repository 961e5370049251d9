"""Family Martin: a French household with cards, loans, savings, and banks in every kind of trouble."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from openbanking.sandbox.world.amounts import cents, total
from openbanking.sandbox.world.model import Account, Connection, Loan, User
from openbanking.sandbox.worlds.builder import DAY, World, iban
from openbanking.sandbox.worlds.living import Household, live

JOINT_IBAN = iban("FR", "00007000070000000000742")


def settle(world: World, user: User) -> None:
    """Open the family's accounts."""
    joint = _household_bank(world, world.connect(user, world.bank("Banque des Tilleuls")))
    _savings_bank(world, world.connect(user, world.bank("Caisse du Verger"), consent_days=6))
    _mortgage_bank(world, world.connect(user, world.bank("Crédit Riverain")), joint)
    _broker(
        world,
        world.connect(user, world.bank("Courtage Atlantique"), state="SCARequired", synced_days_ago=9),
    )
    _employee_savings(
        world,
        world.connect(
            user,
            world.bank("Épargne Salariale Nord", auth_mechanism="credentials"),
            state="wrongpass",
            synced_days_ago=4,
        ),
    )


def _household_bank(world: World, connection: Connection) -> Account:
    checking = world.account(
        connection,
        "checking",
        "Compte courant",
        "4821.37",
        iban=iban("FR", "00003000030000000000442"),
        bic="TILLFRPPXXX",
        number="00000000004",
        bookmarked=True,
        opening_date=(world.now - 4000 * DAY).date(),
    )
    live(
        world,
        checking,
        Household(salary="5240.00", employer="ATELIERS MERIDIEN", rent="-1650.00", card="*4417"),
    )
    world.expect(checking, 2, "-112.40", "order", "PRLV EDF")
    world.expect(checking, 4, "-58.00", "check", "CHEQUE 0004711")
    _deferred_card(world, connection, checking)
    joint = world.account(
        connection,
        "checking",
        "Compte joint",
        "2310.05",
        iban=JOINT_IBAN,
        bic="TILLFRPPXXX",
        number="00000000007",
        ownership="co-owner",
    )
    live(
        world,
        joint,
        Household(salary="2100.00", employer="VIREMENT FAMILLE", rent="-890.00", card="*9034"),
    )
    world.account(
        connection,
        "savings",
        "Livret enfant",
        "150.00",
        disabled=world.now - 3 * DAY,
        number="00000000009",
    )
    return joint


def _deferred_card(world: World, connection: Connection, checking: Account) -> None:
    """A card debited once a month: its details, and the one line that settles them."""
    card = world.account(
        connection,
        "card",
        "Carte Premier débit différé",
        "0.00",
        id_parent=checking.id,
        number="4417XXXXXXXX4417",
    )
    for month in range(3, 0, -1):
        details = [cents(world.random.randint(-9000, -800)) for _ in range(6)]
        for position, value in enumerate(details):
            world.move(
                card,
                month * 30 + position,
                str(value),
                "deferred_card",
                f"CARTE ACHAT {position + 1}",
                card="*4417",
            )
        world.move(
            checking, month * 30 - 2, str(total(*details)), "summary_card", "RELEVE CARTE DIFFEREE"
        )
    for coming in ("-74.20", "-31.05", "-129.90"):
        world.expect(card, 6, coming, "deferred_card", "CARTE ACHAT A VENIR")


def _savings_bank(world: World, connection: Connection) -> None:
    for kind, name, balance in (
        ("livret_a", "Livret A", "22950.00"),
        ("ldds", "LDDS", "11874.63"),
        ("lep", "LEP", "7700.00"),
        ("csl", "Compte sur livret", "15033.10"),
        ("livret_b", "Livret B", "804.55"),
        ("cel", "Compte épargne logement", "3120.00"),
        ("pel", "Plan épargne logement", "41230.77"),
        ("cat", "Compte à terme", "60000.00"),
    ):
        account = world.account(connection, kind, name, balance)
        world.move(account, 60, "250.00", "transfer", f"VIR VERS {name.upper()}")
        world.move(account, 30, "12.34", "profit", "INTERETS")
    world.account(connection, "rsp", "Réserve spéciale", None)
    world.account(connection, "deposit", "Dépôt ancien", "0.00", deleted=world.now - 40 * DAY)


def _mortgage_bank(world: World, connection: Connection, joint: Account) -> None:
    world.move(joint, 12, "-1102.37", "loan_repayment", "ECHEANCE PRET")
    # The older name of the same type, which Powens' specifications still give.
    world.move(joint, 9, "-333.11", "loan_payment", "ECHEANCE PRET AUTO")
    again = world.account(
        connection,
        "checking",
        "Compte joint (vu par le Crédit)",
        "2310.05",
        iban=JOINT_IBAN,
        ownership="co-owner",
    )
    world.mirror(joint, again)
    for kind, loan_type, name, owed, borrowed, rate, payment in (
        ("loan", "mortgage", "Prêt immobilier", "-182340.11", "220000", "1.85", "1102.37"),
        ("mortgage", "mortgage", "Prêt relais", "-45000.00", "45000", "3.10", "116.25"),
        ("consumercredit", "consumercredit", "Prêt auto", "-8120.44", "18000", "4.2", "333.11"),
        ("revolvingcredit", "revolvingcredit", "Réserve", "-640.00", "3000", "12.49", "45.00"),
    ):
        world.account(
            connection,
            kind,
            name,
            owed,
            loan=Loan(
                type=loan_type,
                total_amount=Decimal(borrowed),
                rate=Decimal(rate),
                duration=240,
                next_payment_amount=Decimal(payment),
                next_payment_date=(world.now + 11 * DAY).date(),
                subscription_date=(world.now - 1500 * DAY).date(),
                maturity_date=(world.now + 5700 * DAY).date(),
                nb_payments_left=190,
                nb_payments_done=50,
                insurance_rate=Decimal("0.5"),
            ),
        )


def _broker(world: World, connection: Connection) -> None:
    for kind, name, value, gain in (
        ("market", "Compte-titres", "88412.90", "9120.15"),
        ("pea", "PEA", "41377.28", "-1204.40"),
        ("lifeinsurance", "Assurance-vie", "120455.00", "20455.00"),
        ("capitalisation", "Contrat de capitalisation", "50000.00", "0.00"),
    ):
        account = world.account(
            connection,
            kind,
            name,
            value,
            valuation=Decimal(value),
            diff=Decimal(gain),
        )
        world.move(account, 90, "-500.00", "market_order", f"ACHAT {name.upper()}")
        world.move(account, 89, "-2.50", "market_fee", "FRAIS")


def _employee_savings(world: World, connection: Connection) -> None:
    for kind, name, value in (
        ("pee", "PEE", "9330.12"),
        ("perco", "PERCO", "4410.00"),
        ("per", "PER", "15200.87"),
        ("article83", "Article 83", "7120.00"),
        ("madelin", "Madelin", "2300.50"),
        ("perp", "PERP", "3999.99"),
    ):
        world.account(
            connection,
            kind,
            name,
            value,
            valuation=Decimal(value),
            company_name="ATELIERS MERIDIEN",
            usage="ORGA" if kind == "article83" else "PRIV",
            last_update=world.now - timedelta(days=4),
        )
