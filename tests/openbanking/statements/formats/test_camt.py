"""camt.053: any version, booked entries only, signs by the indicator, no document type."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from openbanking.statements import UnreadableStatement, read_statement
from tests.amounts import WIDE
from tests.openbanking.statements.files import (
    camt_balance,
    camt_entry,
    camt_of,
    camt_statement,
)

DETAILS = """
<NtryDtls><TxDtls>
  <RltdPties><Dbtr><Pty><Nm>Alice</Nm></Pty></Dbtr><Cdtr><Pty><Nm>Bob</Nm></Pty></Cdtr></RltdPties>
  <RmtInf><Ustrd>RENT</Ustrd><Ustrd>MARCH</Ustrd></RmtInf>
</TxDtls></NtryDtls><AddtlNtryInf>STANDING ORDER</AddtlNtryInf>
"""


@pytest.mark.parametrize("version", ["02", "04", "08"])
def test_statement_is_read_in_any_version(version):
    rows = camt_entry(), camt_entry("5", "CRDT", day="2026-02-27", reference="2")
    statement = read_statement(camt_of(camt_statement(*rows), version=version))
    assert [(str(row.booked_on), row.amount) for row in statement.rows] == [
        ("2026-02-27", Decimal(5)),
        ("2026-03-02", Decimal("-42.17")),
    ]
    assert [row.reference for row in statement.rows] == ["2", "1"]
    assert statement.currency == "EUR"


def test_entry_says_what_it_was_for_and_who_was_paid():
    (row,) = read_statement(camt_of(camt_statement(camt_entry(details=DETAILS)))).rows
    assert (row.wording, row.counterparty) == ("RENT MARCH STANDING ORDER", "Bob")


def test_who_paid_is_named_in_older_versions_too():
    details = DETAILS.replace("<Pty>", "").replace("</Pty>", "")
    entry = camt_entry(sign="CRDT", details=details)
    (row,) = read_statement(camt_of(camt_statement(entry), version="02")).rows
    assert row.counterparty == "Alice"


def test_batch_is_one_row_of_nobody():
    batch = (
        f"<NtryDtls>{'<TxDtls><RltdPties><Cdtr><Nm>Bob</Nm></Cdtr></RltdPties></TxDtls>' * 2}</NtryDtls>"
    )
    (row,) = read_statement(camt_of(camt_statement(camt_entry(details=batch)))).rows
    assert row.counterparty == ""


def test_instant_is_read_as_its_day():
    entry = camt_entry().replace("<Dt>2026-03-02</Dt>", "<DtTm>2026-03-02T23:30:00+01:00</DtTm>")
    (row,) = read_statement(camt_of(camt_statement(entry))).rows
    assert (row.booked_on, row.value_on) == (date(2026, 3, 2), date(2026, 3, 2))


def test_amount_is_read_to_the_last_digit():
    (row,) = read_statement(camt_of(camt_statement(camt_entry(str(WIDE), "CRDT")))).rows
    assert row.amount == WIDE


@pytest.mark.parametrize("status", ["PDNG", "INFO", "<Cd>PDNG</Cd>"])
def test_entry_that_is_not_booked_is_counted_and_left_out(status):
    statement = read_statement(camt_of(camt_statement(camt_entry(), camt_entry(status=status))))
    assert (len(statement.rows), statement.pending) == (1, 1)


def test_status_as_newer_versions_write_it_is_read():
    assert read_statement(camt_of(camt_statement(camt_entry(status="<Cd>BOOK</Cd>")))).rows


def test_closing_balances_alone_are_kept():
    balances = (
        camt_balance("5", code="OPBD"),
        camt_balance("1310.42"),
        camt_balance("7", "DBIT", day="2026-03-03"),
    )
    found = read_statement(camt_of(camt_statement(*balances))).closings
    assert [(str(each.day), each.amount) for each in found] == [
        ("2026-03-02", Decimal("1310.42")),
        ("2026-03-03", Decimal(-7)),
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<PRIVATE", "well-formed"),
        (b"<!DOCTYPE a><a/>", "document type"),
        (b"<html/>", "no camt.053"),
        (camt_of().replace(b"camt.053", b"camt.052"), "no camt.053"),
        (camt_of(), "no booked rows"),
        (camt_of(camt_statement(camt_entry(status="PDNG"))), "no booked rows"),
        (
            camt_of(camt_statement(camt_entry()), camt_statement(camt_entry(), iban="DE00000043")),
            "several accounts",
        ),
        (camt_of(camt_statement(camt_entry(currency="USD"))), "several currencies"),
        (camt_of(camt_statement(camt_entry("PRIVATE"))), "^Entry 1: an amount is no number"),
        (camt_of(camt_statement(camt_entry("-1"))), "^Entry 1: an amount is no number"),
        (camt_of(camt_statement(camt_entry(sign="PRIVATE"))), "^Entry 1: nothing says whether"),
        (camt_of(camt_statement(camt_entry(day="PRIVATE"))), "^Entry 1: it has no day"),
    ],
)
def test_file_that_cannot_be_read_whole_is_refused_without_being_quoted(data, reason):
    with pytest.raises(UnreadableStatement, match=reason) as refusal:
        read_statement(data)
    assert "PRIVATE" not in str(refusal.value)


def test_file_too_large_for_a_statement_is_refused(monkeypatch):
    monkeypatch.setattr("openbanking.statements.reading.LARGEST", 10)
    with pytest.raises(UnreadableStatement, match="too large"):
        read_statement(camt_of())
