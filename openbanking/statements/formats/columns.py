"""Which column of a CSV file is what, by the names that banks give them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from openbanking.statements.statement import UnreadableStatement

# Each with its names, the preferred ones first: in lower case, without accents and brackets.
NAMES: dict[str, tuple[str, ...]] = {
    "booked_on": (
        *("booked on", "booking date", "posting date", "posted", "date comptable"),
        *("date de comptabilisation", "buchungstag", "buchungsdatum", "date operation"),
        *("date de l operation", "date d operation", "transaction date", "date", "datum"),
    ),
    "value_on": (
        *("value on", "value date", "date de valeur", "date valeur", "valuta", "valutadatum"),
        *("wertstellung", "wertstellungsdatum"),
    ),
    "amount": ("amount", "montant", "betrag", "umsatz", "value", "montant de l operation"),
    "debit": ("debit", "debit euros", "debit amount", "paid out", "money out", "soll", "belastung"),
    "credit": ("credit", "credit euros", "credit amount", "paid in", "money in", "haben", "gutschrift"),
    "wording": (
        *("wording", "description", "label", "libelle", "libelle operation", "libelle complet"),
        *("details", "narrative", "memo", "verwendungszweck", "buchungstext"),
    ),
    "counterparty": (
        *("counterparty", "payee", "beneficiary", "beneficiaire", "name", "empfanger"),
        *("auftraggeber", "beguenstigter zahlungspflichtiger", "auftraggeber empfanger"),
    ),
    "reference": (
        *("reference", "transaction id", "transaction reference", "reference operation", "referenz"),
        *("id", "transaktions id"),
    ),
    "currency": ("currency", "devise", "wahrung", "waehrung"),
}

Columns = dict[str, int]


def plain_name(text: str) -> str:
    """Return the name of a column as it is compared: letters and digits in lower case."""
    bare = re.sub(r"\([^)]*\)", " ", text).casefold()
    letters = "".join(each for each in unicodedata.normalize("NFKD", bare) if each.isascii())
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def columns_of(header: Sequence[str], given: Mapping[str, str]) -> Columns | None:
    """Return where each column is in a header, None if it is no header of a statement.

    `given` names columns of ours that have another name in the file. A header has a day and an amount,
    or a debit and a credit.
    """
    places: dict[str, int] = {}
    for place, text in enumerate(header):
        places.setdefault(plain_name(text), place)
    names = NAMES | {column: (plain_name(name),) for column, name in given.items()}
    found = {
        column: next(places[name] for name in wanted if name in places)
        for column, wanted in names.items()
        if places.keys() & set(wanted)
    }
    signed, split = "amount" in found, {"debit", "credit"} <= found.keys()
    return found if "booked_on" in found and (signed or split) and given.keys() <= found.keys() else None


def parsed(lines: Sequence[str]) -> dict[str, str]:
    """Return what lines such as `amount = Montant` name; raises UnreadableStatement."""
    given = {}
    for line in filter(None, map(str.strip, lines)):
        column, _, name = line.partition("=")
        if column.strip() not in NAMES or not name.strip():
            raise UnreadableStatement(f"Name columns like amount=Montant; there are {', '.join(NAMES)}.")
        given[column.strip()] = name.strip()
    return given
