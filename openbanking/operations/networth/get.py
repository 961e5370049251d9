"""`openbanking.networth.get`: what a tenant owns and owes, as of a time and as known at one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from contracts import HEAVY, Record, Values, fields, query
from openbanking.balances.freshness import fresh_since, is_stale
from openbanking.models import Kind, Tenant
from openbanking.networth.accounts import AccountRow, accounts_of
from openbanking.networth.manual_accounts import manual_positions
from openbanking.networth.positions import Absent, Position, positions_of
from openbanking.networth.totals import totals_of
from openbanking.operations import examples
from openbanking.operations.currencies import currency_code, currency_field
from openbanking.operations.inputs import TenantInput
from openbanking.operations.networth.converted import (
    Converted,
    ConvertedRecord,
    conversion_field,
    converted,
)


class OpenBankingGetNetWorthInput(TenantInput):
    """Of which time."""

    as_of = fields.DateTime(
        until=True, required=False, help_text="What was true at the banks then; now when left out."
    )
    known_at = fields.DateTime(
        until=True,
        required=False,
        help_text="As it was known then: what was learned or corrected later is left out. Left out: as "
        "it is known now.",
    )
    currency = conversion_field()


class NetWorthRecord(Record):
    """What is owned and owed in one currency."""

    brief = ("currency", "net", "assets", "liabilities", "missing")

    currency = currency_field("The currency.")
    assets = fields.Float(help_text="What is owned, exact digits.")
    liabilities = fields.Float(help_text="What is owed, negative: loans, cards and cash below zero.")
    net = fields.Float(help_text="Assets and liabilities together.")
    accounts = fields.Int(help_text="Accounts that are counted.")
    missing = fields.Int(help_text="Accounts that would count but have no figure at that time.")
    stale = fields.Float(
        help_text="How much of assets and liabilities, the latter without their sign, is stale."
    )


class KindTotalRecord(Record):
    """What there is of one kind in one currency."""

    brief = ("kind", "currency", "amount")

    kind = fields.Choice(Kind.values, help_text="What it is, in people's words.")
    currency = currency_field("The currency.")
    amount = fields.Float(help_text="Its sum, signed, exact digits.")
    accounts = fields.Int(help_text="Accounts that are counted.")


class InstitutionTotalRecord(Record):
    """What there is at one bank in one currency."""

    brief = ("institutionName", "currency", "amount")

    institution_id = fields.NonEmptyString(help_text="The bank, by its stable id at Powens.")
    institution_name = fields.NonEmptyString(help_text="The bank's name.")
    currency = currency_field("The currency.")
    amount = fields.Float(help_text="Its sum, signed, exact digits.")
    accounts = fields.Int(help_text="Accounts that are counted.")


class OpenBankingGetNetWorthOutput(Record):
    """The net worth, never added up over currencies."""

    totals = NetWorthRecord(many=True, help_text="One for each currency.")
    kinds = KindTotalRecord(many=True, help_text="One for each kind and currency.")
    institutions = InstitutionTotalRecord(
        many=True, help_text="One for each bank and currency; what is kept by hand is at none."
    )
    converted = ConvertedRecord(
        required=False, help_text="All currencies in one, where one was asked for."
    )


class NetWorth(Values, kw_only=True):
    """The values of a NetWorthRecord."""

    currency: str
    assets: Decimal
    liabilities: Decimal
    net: Decimal
    accounts: int
    missing: int
    stale: Decimal


class KindTotal(Values, kw_only=True):
    """The values of a KindTotalRecord."""

    kind: str
    currency: str
    amount: Decimal
    accounts: int


class InstitutionTotal(Values, kw_only=True):
    """The values of an InstitutionTotalRecord."""

    institution_id: str
    institution_name: str
    currency: str
    amount: Decimal
    accounts: int


class NetWorthAnswer(Values, kw_only=True):
    """The values of an OpenBankingGetNetWorthOutput."""

    totals: list[NetWorth]
    kinds: list[KindTotal]
    institutions: list[InstitutionTotal]
    converted: Converted | None = None


@query(
    "openbanking.networth.get",
    "1.0.0",
    input=OpenBankingGetNetWorthInput,
    output=OpenBankingGetNetWorthOutput,
    goal="Answer what a family owns and owes, now or at any time, and what was believed of it then.",
    context="Adds up the current balances by currency, and over currencies only where one is named to "
    "convert into. An account that is seen through two connections counts once; one without a figure is "
    "counted as missing, not as 0.",
    owners=["@platform.finance"],
    rate=HEAVY,
    tags=["open-banking", "networth"],
    examples=examples.GET_NET_WORTH,
    history={"1.0.0": "First version."},
)
def get_net_worth(
    tenant: Tenant,
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    currency: str | None = None,
) -> NetWorthAnswer:
    """Add up what a tenant owns and owes at a time, by currency, kind and bank."""
    now = timezone.now()
    known_at, instant = known_at or now, as_of or now
    accounts = accounts_of(tenant, known_at=known_at)
    at_banks = positions_of(accounts, [instant], known_at=known_at)
    positions = [*at_banks, *manual_positions(tenant, [instant], known_at=known_at)]
    totals = _totals(positions, _staleness(accounts, as_of, now=now))
    return NetWorthAnswer(
        totals=totals,
        kinds=_by_kind(positions),
        institutions=_by_institution(at_banks, accounts),
        converted=None if currency is None else converted(totals, currency, day=instant.date()),
    )


def _totals(positions: list[Position], is_stale: Callable[[Position], bool]) -> list[NetWorth]:
    sums = totals_of(positions, lambda position: None, is_stale=is_stale)
    return [
        NetWorth(
            currency=currency_code(currency),
            assets=each.assets,
            liabilities=each.liabilities,
            net=each.net,
            accounts=each.accounts,
            missing=each.missing,
            stale=each.stale_part,
        )
        for (_, currency), each in sorted(sums.items(), key=lambda item: item[0][1])
    ]


def _by_kind(positions: list[Position]) -> list[KindTotal]:
    sums = totals_of(positions, lambda position: position.account.kind)
    order = list(Kind)
    return [
        KindTotal(kind=kind, currency=currency_code(currency), amount=each.net, accounts=each.accounts)
        for (kind, currency), each in sorted(
            sums.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
        if each.accounts
    ]


def _by_institution(positions: list[Position], accounts: Sequence[AccountRow]) -> list[InstitutionTotal]:
    banks = {
        each.id: (each.connection__institution__name, each.connection__institution__code)
        for each in accounts
    }
    sums = totals_of(positions, lambda position: banks[position.account.id])
    return [
        InstitutionTotal(
            institution_id=code,
            institution_name=name,
            currency=currency_code(currency),
            amount=each.net,
            accounts=each.accounts,
        )
        for ((name, code), currency), each in sorted(sums.items(), key=lambda item: item[0])
        if each.accounts
    ]


def _staleness(
    accounts: Sequence[AccountRow], as_of: datetime | None, *, now: datetime
) -> Callable[[Position], bool]:
    """Return what tells whether a figure is stale: of now by all that is known, else by its age then.

    What is kept by hand never is: it stands until somebody says otherwise.
    """
    at_banks = {each.id: each for each in accounts}
    if as_of is None:
        since = fresh_since(now)
        stale = {each.id for each in accounts if is_stale(each, since=since)}
        return lambda position: position.account.id in stale
    since = fresh_since(as_of)
    return lambda position: position.account.id in at_banks and _was_old(position, since=since)


def _was_old(position: Position, *, since: datetime) -> bool:
    held = position.held[0]
    return held is not None and not isinstance(held, Absent) and held.as_of < since
