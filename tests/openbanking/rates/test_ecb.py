"""Files of the European Central Bank: each format gives the same rates, and none is read by halves."""

from __future__ import annotations

import zipfile
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest

from openbanking.rates import Published, UnreadableRates, ecb, read

XML = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
                 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>
    <Cube time='2026-03-02'>
      <Cube currency='USD' rate='1.0850'/><Cube currency='JPY' rate='162.1'/>
    </Cube>
    <Cube time='2026-02-27'><Cube currency='USD' rate='1.0801'/></Cube>
  </Cube>
</gesmes:Envelope>
"""
HISTORY = "Date,USD,JPY,\n2026-03-02,1.0850,162.1,\n2026-02-27,1.0801,N/A,\n"
DAILY = "Date, USD, JPY, \n02 March 2026, 1.0850, 162.1, \n"
EXPECTED = Published(
    "European Central Bank",
    {
        date(2026, 3, 2): {"USD": Decimal("1.085"), "JPY": Decimal("162.1")},
        date(2026, 2, 27): {"USD": Decimal("1.0801")},
    },
)


def archive(*texts: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        for number, text in enumerate(texts):
            made.writestr(f"{number}.csv", text)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data", [XML.encode(), HISTORY.encode(), ("\ufeff" + HISTORY).encode(), archive(HISTORY)]
)
def test_each_format_gives_the_same_rates(data):
    assert read(data) == EXPECTED


def test_day_in_words_is_read():
    assert read(DAILY.encode()).days == {date(2026, 3, 2): EXPECTED.days[date(2026, 3, 2)]}


def test_newest_day_is_known():
    assert EXPECTED.newest == date(2026, 3, 2)


def test_rate_keeps_every_digit():
    digits = "12345678901234567890.123456789012345678"
    assert read(f"Date,USD\n2026-03-02,{digits}\n".encode()).days == {
        date(2026, 3, 2): {"USD": Decimal(digits)}
    }


def test_publisher_is_who_the_file_says():
    found = read(XML.replace("European Central Bank", "Somebody else").encode())
    assert found.source == "Somebody else"


@pytest.mark.parametrize("rate", ["abc", "-1", "0", "0.00", "1e3", "1,08", "NaN", "1.0850 ", "٣"])
def test_rate_that_is_none_is_refused_with_its_place(rate):
    with pytest.raises(UnreadableRates, match="2026-03-02, USD"):
        read(XML.replace("1.0850", rate).encode())


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "neither XML nor CSV"),
        (b"\xff\xfe", "neither XML nor CSV"),
        (b'Date,"USD', "neither XML nor CSV"),
        (b"Day,USD\n2026-03-02,1.08\n", "Date"),
        (b"Date,USD\n02/03/2026,1.08\n", "like 2026-03-02"),
        (b"Date,USD\n", "no rates"),
        (b"Date,USD\n2026-03-02,N/A\n", "no rates"),
        (b"Date,usd\n2026-03-02,1.08\n", "three letters"),
        (b"Date,USD,USD\n2026-03-02,1.08,1.08\n", "comes twice"),
        (b"<a/>", "no rates"),
        (b"<!DOCTYPE a><a/>", "document type"),
        (b"<html>", "well-formed"),
        (b"PK", "unpacked"),
        (archive(HISTORY).replace(b"2026-03-02", b""), "unpacked"),
        (archive(), "more than one file, or none"),
        (archive(HISTORY, HISTORY), "more than one file, or none"),
    ],
)
def test_file_that_is_none_of_rates_is_refused(data, reason):
    with pytest.raises(UnreadableRates, match=reason):
        read(data)


def test_archive_that_would_grow_too_large_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(ecb, "LARGEST", 10)
    with pytest.raises(UnreadableRates, match="too large"):
        read(archive(HISTORY))
