"""camt.053, the statement of an account in ISO 20022, in any of its versions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from openbanking.files.xml import UnreadableXml, read_xml
from openbanking.statements.formats.numbers import NotANumber, amount_of
from openbanking.statements.statement import (
    ClosingBalance,
    Format,
    Row,
    Statement,
    UnreadableStatement,
    ordered,
)

# {urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}Document
DOCUMENT = re.compile(r"\{(?P<namespace>urn:iso:std:iso:20022:tech:xsd:camt\.053\.001\.\d\d)\}Document")
ANY = "{*}"
SIGNS = {"CRDT": "", "DBIT": "-"}
BOOKED, CLOSING = "BOOK", "CLBD"


def read_camt(data: bytes) -> Statement:
    """Return the statement in a camt.053 document; raises UnreadableStatement.

    A document may hold several of an account, one a day. An entry is one row, also where it sums up a
    batch; entries that are not booked are left out.
    """
    try:
        root = read_xml(data)
    except UnreadableXml as error:
        raise UnreadableStatement(str(error)) from None
    if not DOCUMENT.fullmatch(root.tag):
        raise UnreadableStatement("It is XML, but no camt.053.")
    found = list(root.iterfind(_path("BkToCstmrStmt/Stmt")))
    if len({_account(each) for each in found}) > 1:
        raise UnreadableStatement("It holds statements of several accounts; export one at a time.")
    entries = [entry for each in found for entry in each.iterfind(_path("Ntry"))]
    booked = [entry for entry in entries if _status(entry) == BOOKED]
    rows = [_row(entry, f"Entry {number}") for number, entry in enumerate(booked, start=1)]
    return Statement(
        format=Format.CAMT_053,
        currency=_currency(found, booked),
        rows=ordered(rows),
        closings=[closing for each in found for closing in _closings(each)],
        pending=len(entries) - len(booked),
    )


def _path(path: str) -> str:
    """Return a path of names in whichever version's namespace."""
    return "/".join(f"{ANY}{name}" for name in path.split("/"))


def _text(found: Element, *paths: str) -> str:
    """Return the text at the first of these paths that has one."""
    texts = (" ".join(found.findtext(_path(path), "").split()) for path in paths)
    return next(filter(None, texts), "")


def _account(statement: Element) -> str:
    return _text(statement, "Acct/Id/IBAN", "Acct/Id/Othr/Id")


def _status(entry: Element) -> str:
    # Older versions have the code itself in the element.
    return _text(entry, "Sts/Cd", "Sts")


def _currency(statements: list[Element], entries: list[Element]) -> str:
    named = {_text(each, "Acct/Ccy") for each in statements}
    amounts = [amount for each in entries for amount in each.findall(_path("Amt"))]
    found = (named | {amount.get("Ccy", "") for amount in amounts}) - {""}
    if len(found) > 1:
        raise UnreadableStatement("Its entries are in several currencies; an account has one.")
    return found.pop() if found else ""


def _row(entry: Element, where: str) -> Row:
    value_on = _text(entry, "ValDt/Dt", "ValDt/DtTm")
    told = [
        *(found.text or "" for found in entry.iterfind(_path("NtryDtls/TxDtls/RmtInf/Ustrd"))),
        _text(entry, "AddtlNtryInf"),
    ]
    return Row(
        booked_on=_day(_text(entry, "BookgDt/Dt", "BookgDt/DtTm"), where),
        value_on=_day(value_on, where) if value_on else None,
        amount=_amount(entry, where),
        wording=" ".join(" ".join(dict.fromkeys(told)).split()),
        counterparty=_counterparty(entry),
        reference=_text(entry, "AcctSvcrRef"),
    )


def _counterparty(entry: Element) -> str:
    """Return who paid or was paid; a batch has many, and is nobody's."""
    details = entry.findall(_path("NtryDtls/TxDtls"))
    if len(details) != 1:
        return ""
    side = "Dbtr" if _text(entry, "CdtDbtInd") == "CRDT" else "Cdtr"
    return _text(details[0], f"RltdPties/{side}/Pty/Nm", f"RltdPties/{side}/Nm")


def _closings(statement: Element) -> Iterator[ClosingBalance]:
    for balance in statement.iterfind(_path("Bal")):
        if _text(balance, "Tp/CdOrPrtry/Cd") == CLOSING:
            where = "The closing balance"
            day = _day(_text(balance, "Dt/Dt", "Dt/DtTm"), where)
            yield ClosingBalance(day, _amount(balance, where))


def _day(text: str, where: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise UnreadableStatement(f"{where}: it has no day.") from None


def _amount(found: Element, where: str) -> Decimal:
    sign = SIGNS.get(_text(found, "CdtDbtInd"))
    if sign is None:
        raise UnreadableStatement(f"{where}: nothing says whether it is a credit or a debit.")
    try:
        return amount_of(f"{sign}{_text(found, 'Amt')}", ".")
    except NotANumber:
        raise UnreadableStatement(
            f"{where}: an amount is no number, or longer than one that is kept."
        ) from None
