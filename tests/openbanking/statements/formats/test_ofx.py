"""OFX: both versions, as leniently as banks write it, amounts to the last digit, nothing quoted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from openbanking.statements import UnreadableStatement, read_statement
from tests.amounts import WIDE
from tests.openbanking.statements.files import OFX_HEADER, ofx_of, ofx_row, ofx_statement, told

VERSION_2 = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>\n'
)
BALANCE = "<LEDGERBAL><BALAMT>1310.42<DTASOF>20260302120000[+1:CET]</LEDGERBAL>"


def test_statement_is_read():
    statement = read_statement(
        ofx_of(ofx_statement(ofx_row(), ofx_row("5", reference="2"), balance=BALANCE))
    )
    assert told(statement.rows) == [
        ("2026-03-02", "-42.17", "LIBRAIRIE"),
        ("2026-03-02", "5", "LIBRAIRIE"),
    ]
    assert [row.reference for row in statement.rows] == ["1", "2"]
    assert statement.currency == "EUR"
    assert [(each.day, each.amount) for each in statement.closings] == [
        (date(2026, 3, 2), Decimal("1310.42"))
    ]


def test_second_version_is_read():
    row = (
        "<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20260302</DTPOSTED><TRNAMT>-42.17</TRNAMT>"
        "<FITID>1</FITID><NAME>LIBRAIRIE</NAME></STMTTRN>"
    )
    body = (
        "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR</CURDEF><BANKTRANLIST>"
        f"{row}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
    statement = read_statement(f"{VERSION_2}{body}".encode())
    assert told(statement.rows) == [("2026-03-02", "-42.17", "LIBRAIRIE")]


def test_statement_of_a_card_is_read():
    card = ofx_statement(ofx_row()).replace("STMTRS", "CCSTMTRS").replace("BANKACCTFROM", "CCACCTFROM")
    assert len(read_statement(ofx_of(card)).rows) == 1


@pytest.mark.parametrize(
    ("text", "amount"),
    [("-42.17", "-42.17"), ("-42,17", "-42.17"), ("+5", "5"), (".5", "0.5"), (str(WIDE), str(WIDE))],
)
def test_amount_is_read_to_the_last_digit(text, amount):
    (row,) = read_statement(ofx_of(ofx_statement(ofx_row(text)))).rows
    assert row.amount == Decimal(amount)


@pytest.mark.parametrize("day", ["20260302", "20260302235959", "20260302120000.000[-5:EST]"])
def test_day_is_the_banks_own(day):
    (row,) = read_statement(ofx_of(ofx_statement(ofx_row(day=day)))).rows
    assert row.booked_on == date(2026, 3, 2)


def test_wording_is_name_and_memo_with_its_accents_and_signs():
    row = ofx_row(name="CAFÉ &amp; CO", more="<MEMO>CARTE 01/03")
    (found,) = read_statement(ofx_of(ofx_statement(row))).rows
    assert (found.wording, found.counterparty) == ("CAFÉ & CO CARTE 01/03", "CAFÉ & CO")


def test_several_statements_of_one_account_are_one():
    two = [ofx_statement(ofx_row(day=day, reference=day)) for day in ("20260302", "20260227")]
    assert [str(row.booked_on) for row in read_statement(ofx_of(*two)).rows] == [
        "2026-02-27",
        "2026-03-02",
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"OFXHEADER:100", "no well-formed OFX"),
        (OFX_HEADER.encode() + b"PRIVATE", "no well-formed OFX"),
        (ofx_of("</PRIVATE>"), "no well-formed OFX"),
        (ofx_of(header=OFX_HEADER.replace("1252", "PRIVATE")), "no well-formed OFX"),
        (ofx_of(ofx_statement(ofx_row())).removesuffix(b"</OFX>"), "cut off"),
        (ofx_of(ofx_statement(ofx_row().replace("<STMTTRN>", "<STMTTRN PRIVATE>"))), "told apart"),
        (ofx_of(ofx_statement(ofx_row(name="\0"))), "cut off"),
        (ofx_of(), "no statement of a bank account or a card"),
        (ofx_of(ofx_statement()), "no booked rows"),
        (
            ofx_of(ofx_statement(ofx_row()), ofx_statement(ofx_row(), account="00043")),
            "several accounts",
        ),
        (ofx_of(ofx_statement(ofx_row(), ofx_row("PRIVATE"))), "^Row 2: an amount is no number"),
        (ofx_of(ofx_statement(ofx_row("1" * 21))), "^Row 1: an amount is no number"),
        (ofx_of(ofx_statement(ofx_row(day="20261302"))), "^Row 1: it has no day"),
        (ofx_of(ofx_statement(ofx_row(day="PRIVATE"))), "^Row 1: it has no day"),
        (
            ofx_of(ofx_statement(ofx_row(more="<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY>"))),
            "^Row 1: it is in another currency",
        ),
    ],
)
def test_file_that_cannot_be_read_whole_is_refused_without_being_quoted(data, reason):
    with pytest.raises(UnreadableStatement, match=reason) as refusal:
        read_statement(data)
    assert "PRIVATE" not in str(refusal.value)
