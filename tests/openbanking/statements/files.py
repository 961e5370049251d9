"""Small statements as banks export them, of Alice's account, all made up."""

from __future__ import annotations

from collections.abc import Sequence

CSV = """\
Date;Libellé;Montant (EUR)
02/03/2026;CARTE 01/03 LIBRAIRIE;-42,17
27/02/2026;VIREMENT DE BOB;1 000,00
"""


def csv_of(*rows: str, header: str = "date;wording;amount") -> bytes:
    return "\n".join([header, *rows, ""]).encode()


OFX_HEADER = """\
OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

"""


def ofx_row(
    amount: str = "-42.17",
    *,
    day: str = "20260302",
    reference: str = "1",
    name: str = "LIBRAIRIE",
    more: str = "",
) -> str:
    return (
        f"<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{reference}"
        f"<NAME>{name}{more}</STMTTRN>"
    )


def ofx_statement(*rows: str, account: str = "00042", currency: str = "EUR", balance: str = "") -> str:
    return (
        f"<STMTTRNRS><TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>{currency}"
        f"<BANKACCTFROM><BANKID>1<ACCTID>{account}<ACCTTYPE>CHECKING</BANKACCTFROM>"
        f"<BANKTRANLIST><DTSTART>20260101<DTEND>20260302{''.join(rows)}</BANKTRANLIST>{balance}"
        "</STMTRS></STMTTRNRS>"
    )


def ofx_of(*statements: str, header: str = OFX_HEADER) -> bytes:
    body = f"<OFX><BANKMSGSRSV1>{''.join(statements)}</BANKMSGSRSV1></OFX>"
    return f"{header}{body}".encode("cp1252")


CAMT = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">
<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr>{statements}</BkToCstmrStmt></Document>
"""


def camt_entry(
    amount: str = "42.17",
    sign: str = "DBIT",
    *,
    day: str = "2026-03-02",
    reference: str = "1",
    status: str = "BOOK",
    currency: str = "EUR",
    details: str = "",
) -> str:
    return (
        f'<Ntry><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>"
        f"<AcctSvcrRef>{reference}</AcctSvcrRef>{details}</Ntry>"
    )


def camt_statement(*parts: str, iban: str = "DE00000042", currency: str = "EUR") -> str:
    return (
        f"<Stmt><Id>1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
        f"{''.join(parts)}</Stmt>"
    )


def camt_balance(amount: str, sign: str = "CRDT", *, day: str = "2026-03-02", code: str = "CLBD") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{amount}</Amt>'
        f"<CdtDbtInd>{sign}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>"
    )


def camt_of(*statements: str, version: str = "08") -> bytes:
    return CAMT.format(version=version, statements="".join(statements)).encode()


def told(rows: Sequence[object]) -> list[tuple[str, str, str]]:
    """Return day, amount and wording of rows or of entries."""
    return [(str(row.booked_on), f"{row.amount:f}", row.wording) for row in rows]  # type: ignore[attr-defined]
