"""The files in which the European Central Bank publishes its euro reference rates.

XML (`eurofxref-daily.xml`, `eurofxref-hist-90d.xml`, `eurofxref-hist.xml`) and CSV, which it packs into
an archive (`eurofxref.zip`, `eurofxref-hist.zip`). A rate is the number of units for one euro.
"""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from openbanking.fields import fits, plain
from openbanking.files.xml import UnreadableXml, read_xml

PUBLISHER = "European Central Bank"
# All rates since 1999 take some eight million bytes as XML.
LARGEST = 64 * 1024 * 1024

GESMES = "{http://www.gesmes.org/xml/2002-08-01}"
CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
CODE = re.compile(r"[A-Z]{3}")
NUMBER = re.compile(r"\d{1,20}(\.\d{1,18})?", re.ASCII)
# What unpacking raises for an archive that is damaged, encrypted or packed in another way.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
# A currency that was not quoted on a day.
NOT_QUOTED = ("N/A", "")

Quotes = dict[str, Decimal]


class UnreadableRates(ValueError):
    """It is no file of reference rates, or one of its rates is none."""


@dataclass(frozen=True, slots=True)
class Published:
    """The rates of one file: units for one euro by currency, of each of its days, by day."""

    source: str
    days: dict[date, Quotes]

    @property
    def newest(self) -> date:
        return max(self.days)


def read(data: bytes) -> Published:
    """Return the rates in a file, whichever of its formats it is in; raises UnreadableRates.

    An XML file names its publisher; a CSV file names none and is taken for the ECB's.
    """
    if data.startswith(b"PK"):
        data = _unpacked(data)
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return _read_xml(data)
    return Published(PUBLISHER, _days(_read_csv(data)))


def _unpacked(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) != 1:
                raise UnreadableRates("The archive holds more than one file, or none.")
            if members[0].file_size > LARGEST:
                raise UnreadableRates("The file in the archive is too large for one of rates.")
            return archive.read(members[0])
    except UnreadableRates:
        raise
    except BROKEN:
        raise UnreadableRates("The archive cannot be unpacked.") from None


def _read_xml(data: bytes) -> Published:
    try:
        root = read_xml(data)
    except UnreadableXml as error:
        raise UnreadableRates(str(error)) from None
    sender = root.findtext(f"{GESMES}Sender/{GESMES}name", "").strip()
    found = (
        (cube.get("time", ""), rate.get("currency", ""), rate.get("rate", ""))
        for cube in root.iter(CUBE)
        if "time" in cube.attrib
        for rate in cube.iter(CUBE)
        if rate is not cube
    )
    return Published(sender[:100] or PUBLISHER, _days(found))


def _read_csv(data: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        lines = data.decode("utf-8-sig").splitlines()
        header, *rows = csv.reader(lines, skipinitialspace=True, strict=True)
    except (UnicodeDecodeError, ValueError, csv.Error):
        raise UnreadableRates("It is neither XML nor CSV nor an archive of one.") from None
    if not header or header[0].strip() != "Date":
        raise UnreadableRates("Its first column is not called Date.")
    for row in rows:
        for code, number in zip(header[1:], row[1:], strict=False):
            # The ECB ends each line with a comma.
            if code.strip():
                yield row[0], code.strip(), number.strip()


def _days(found: Iterable[tuple[str, str, str]]) -> dict[date, Quotes]:
    days: dict[date, Quotes] = {}
    for day_text, code, number in found:
        if number in NOT_QUOTED:
            continue
        day = _day(day_text)
        quotes = days.setdefault(day, {})
        if not CODE.fullmatch(code) or code in quotes:
            raise UnreadableRates(f"{day}: a currency is no code of three letters, or comes twice.")
        quotes[code] = _units(number, f"{day}, {code}")
    if not days:
        raise UnreadableRates("There are no rates in it.")
    return days


def _day(text: str) -> date:
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
    raise UnreadableRates("A day is neither like 2026-03-02 nor like 02 March 2026.")


def _units(number: str, where: str) -> Decimal:
    units = Decimal(number) if NUMBER.fullmatch(number) else Decimal(0)
    if not units or not fits(units):
        raise UnreadableRates(f"{where}: the rate is no number above zero.")
    return plain(units)
