"""Powens' catalogues: currencies, countries, categories of banks and account types."""

from __future__ import annotations

from openbanking.sandbox.world.model import Currency

CURRENCIES = {
    currency.id: currency
    for currency in (
        Currency(id="EUR", name="Euro", symbol="€", precision=2),
        Currency(id="USD", name="US Dollar", symbol="$", precision=2, prefix=True),
        Currency(id="GBP", name="Pound Sterling", symbol="£", precision=2, prefix=True),
        Currency(id="CHF", name="Swiss Franc", symbol="CHF", precision=2),
        Currency(id="JPY", name="Yen", symbol="¥", precision=0, prefix=True),
        Currency(id="KWD", name="Kuwaiti Dinar", symbol="KD", precision=3),
        Currency(id="BTC", name="Bitcoin", symbol="₿", precision=8, crypto=True),
    )
}

COUNTRIES = {
    "BE": "Belgium",
    "CH": "Switzerland",
    "DE": "Germany",
    "FR": "France",
    "GB": "United Kingdom",
}

BANK_CATEGORIES = {1: "Banque de détail", 2: "Banque privée", 3: "Épargne salariale"}

ACCOUNT_TYPES = (
    *("article83", "capitalisation", "card", "cat", "cel", "checking", "crowdlending", "csl"),
    *("deposit", "joint", "ldds", "lifeinsurance", "livret_a", "livret_b", "loan", "madelin"),
    *("market", "pea", "pee", "pel", "per", "perco", "perp", "real_estate", "rsp", "savings"),
    *("unknown", "lep", "mortgage", "consumercredit", "revolvingcredit"),
)
INVESTMENTS = frozenset(
    {"article83", "capitalisation", "crowdlending", "lifeinsurance", "madelin", "market", "pea"}
    | {"pee", "per", "perco", "perp", "rsp"}
)
# Only that 2 is checking is known of the real numbers.
TYPE_IDS = {name: position + 100 for position, name in enumerate(ACCOUNT_TYPES)} | {"checking": 2}
