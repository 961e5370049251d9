"""OFX, versions 1 (SGML) and 2 (XML): read leniently, as banks write it, and amounts exactly."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from itertools import chain
from xml.etree.ElementTree import Element

from openbanking.statements.formats.numbers import NotANumber, amount_of
from openbanking.statements.statement import (
    ClosingBalance,
    Format,
    Row,
    Statement,
    UnreadableStatement,
    ordered,
)

# An XML declaration may come first.
BEGINNING = re.compile(rb"^OFXHEADER\s*:|^<OFX>|<\?OFX\b", re.IGNORECASE)
ROW = re.compile(rb"<STMTTRN[\s>]")
# A day, and a time that is not needed: the day is the bank's own.
DAY = re.compile(r"\d{8}(?:\d{2,6}(?:\.\d{1,3})?)?\s*(?:\[[^\]]*\])?", re.ASCII)
# What the library raises for text that is none.
UNPARSEABLE = (SyntaxError, ValueError, LookupError, AssertionError, AttributeError, TypeError)


def read_ofx(data: bytes) -> Statement:
    """Return the statement in an OFX file; raises UnreadableStatement."""
    root = _parsed(data)
    found = list(chain(root.iter("STMTRS"), root.iter("CCSTMTRS")))
    if not found:
        raise UnreadableStatement("It holds no statement of a bank account or a card.")
    if len({_account(each) for each in found}) > 1:
        raise UnreadableStatement("It holds statements of several accounts; export one at a time.")
    currency = found[0].findtext("CURDEF", "").strip().upper()
    number, rows = 0, list[Row]()
    for number, row in enumerate(chain(*(each.iter("STMTTRN") for each in found)), start=1):
        rows.append(_row(row, f"Row {number}", currency))
    return Statement(
        format=Format.OFX,
        currency=currency,
        rows=ordered(rows),
        closings=[closing for each in found for closing in _closing(each)],
        pending=sum(1 for each in found for _ in each.iter("STMTTRNP")),
    )


def _parsed(data: bytes) -> Element:
    """Return the root of a file that is whole: the library passes over what it does not understand."""
    # It takes most of a second to import: only who reads such a file waits for that.
    from ofxtools.Parser import OFXTree

    try:
        root: Element | None = OFXTree().parse(BytesIO(data))
    except UNPARSEABLE:
        # Its message quotes the file.
        root = None
    if root is None:
        raise UnreadableStatement("It is no well-formed OFX.")
    rows = sum(1 for _ in root.iter("STMTTRN"))
    if b"\0" in data or b"</OFX>" not in data or len(ROW.findall(data)) != rows:
        raise UnreadableStatement("It is cut off, or its rows cannot be told apart.")
    return root


def _account(statement: Element) -> tuple[str, ...]:
    whose = next(iter([*statement.iter("BANKACCTFROM"), *statement.iter("CCACCTFROM")]), None)
    names = ("BANKID", "BRANCHID", "ACCTID")
    return () if whose is None else tuple(whose.findtext(name, "") for name in names)


def _row(found: Element, where: str, currency: str) -> Row:
    if found.findtext("CURRENCY/CURSYM", currency).strip().upper() != currency:
        raise UnreadableStatement(f"{where}: it is in another currency than the account.")
    name, payee = _text(found, "NAME"), _text(found, "PAYEE/NAME")
    return Row(
        booked_on=_day(found.findtext("DTPOSTED", ""), where),
        value_on=_day(available, where) if (available := found.findtext("DTAVAIL")) else None,
        amount=_amount(found.findtext("TRNAMT", ""), where),
        wording=" ".join(dict.fromkeys(filter(None, (name or payee, _text(found, "MEMO"))))),
        counterparty=payee or name,
        reference=_text(found, "FITID"),
    )


def _closing(statement: Element) -> Iterator[ClosingBalance]:
    balance = statement.find("LEDGERBAL")
    if balance is not None:
        where = "The ledger balance"
        yield ClosingBalance(
            _day(balance.findtext("DTASOF", ""), where), _amount(balance.findtext("BALAMT", ""), where)
        )


def _text(found: Element, name: str) -> str:
    return " ".join(html.unescape(found.findtext(name, "")).split())


def _day(text: str, where: str) -> date:
    if DAY.fullmatch(text.strip()):
        try:
            return datetime.strptime(text.strip()[:8], "%Y%m%d").date()  # noqa: DTZ007
        except ValueError:
            pass
    raise UnreadableStatement(f"{where}: it has no day.")


def _amount(text: str, where: str) -> Decimal:
    """Return an amount: either mark may stand before decimals (OFX, section 3.2.9)."""
    given = text.strip().removeprefix("+")
    try:
        return amount_of(given, "," if "," in given else ".")
    except NotANumber:
        raise UnreadableStatement(
            f"{where}: an amount is no number, or longer than one that is kept."
        ) from None
