"""An overview for people: Markdown, the same figures as the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from openbanking.balances.formatting import amount_text
from openbanking.fields import product

PARTS = {
    "externalFlows": "External flows",
    "transfers": "Transfers",
    "income": "Income",
    "fees": "Fees",
    "marketMovement": "Market movement",
    "appeared": "Accounts that appeared",
    "gone": "Accounts that are gone",
    "corrections": "Corrections",
    "unexplained": "Unexplained",
}
ALL = "All that is owned and owed, what is kept by hand with it."
CHOSEN = "Of the accounts asked for alone: what moves between them and others is an external flow."
RATIOS = ("timeWeighted", "moneyWeighted", "annualised", "coverage")
FLOW = ["Income", "Expenses", "Net", "Transactions"]


def markdown(document: Mapping[str, Any], *, family: str) -> str:
    """Return the readable form of an overview."""
    lines = [
        f"# {_plain(family)}, {document['periodStart']} to {document['periodEnd']}",
        "",
        f"Generated {document['generatedAt']:%Y-%m-%d %H:%M} UTC. Days are days in UTC.",
    ]
    worth = document["netWorth"]
    if not document["currencies"] and not worth["currencies"]:
        lines += ["", "Nothing is known of this period."]
    for summed in document["currencies"]:
        lines += ["", *_currency(summed)]
    if document["leftOut"]:
        lines += ["", "## Not counted", "", *_left_out(document)]
    if worth["currencies"]:
        lines += ["", *_net_worth(worth)]
    if document.get("returns"):
        lines += ["", *_returns(document["returns"])]
    return "\n".join(lines) + "\n"


def _currency(summed: Mapping[str, Any]) -> Iterable[str]:
    code = summed["currency"]

    def text(amount: Decimal) -> str:
        return amount_text(amount, code)

    yield f"## {code}"
    yield ""
    if summed["accounts"]:
        yield (
            f"Balance **{text(summed['balance'])} {code}** on {summed['accounts']} accounts "
            f"(assets {text(summed['assets'])}, debts {text(summed['debts'])}), "
            f"the oldest figure of {summed['balanceAsOf']:%Y-%m-%d %H:%M} UTC."
        )
        yield ""
    yield from _table(["", *FLOW], [["Period", *_flow(summed, text)]])
    if summed.get("categories"):
        yield ""
        yield from _table(
            ["Category", *FLOW],
            [[_plain(each["category"]), *_flow(each, text)] for each in summed["categories"]],
        )
    if summed.get("cashflow"):
        yield ""
        yield from _table(
            ["From", "To", *FLOW],
            [[each["from"], each["to"], *_flow(each, text)] for each in summed["cashflow"]],
        )


def _net_worth(worth: Mapping[str, Any]) -> Iterable[str]:
    yield "## Net worth"
    yield ""
    yield CHOSEN if "accountIds" in worth else ALL
    for each in worth["currencies"]:
        yield ""
        yield from _change_of_net_worth(each)
    if worth["leftOut"]:
        yield from ["", "### Not counted", "", *_left_out(worth)]


def _change_of_net_worth(each: Mapping[str, Any]) -> Iterable[str]:
    code, start, end = each["currency"], each["start"], each["end"]

    def text(amount: Decimal) -> str:
        return amount_text(amount, code)

    yield f"### {code}"
    yield ""
    yield from _table(
        ["At the end of", "Assets", "Liabilities", "Net", "Accounts", "Missing"],
        [_end(start, text), _end(end, text)],
    )
    change = each["change"]
    if change["parts"]:
        yield ""
        yield from _table(
            ["Why it changed", "Amount"],
            [
                [f"{start['date']}, as first learned", text(change["opening"])],
                *([PARTS[part["part"]], text(part["amount"])] for part in change["parts"]),
                [end["date"], text(change["closing"])],
            ],
        )


def _returns(returns: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    yield "## Returns"
    yield ""
    yield from _table(
        ["", "By time", "By money", "A year", "Of the value"],
        [[each["currency"], *(_percent(each.get(name)) for name in RATIOS)] for each in returns],
    )
    for each in returns:
        for caveat in each["caveats"]:
            yield ""
            yield f"{each['currency']}: {caveat}"


def _percent(ratio: Decimal | None) -> str:
    return "" if ratio is None else f"{amount_text(product(ratio, Decimal(100)), 'EUR')} %"


def _end(each: Mapping[str, Any], text: Any) -> list[str]:
    amounts = [text(each[name]) for name in ("assets", "liabilities", "net")]
    return [each["date"], *amounts, str(each["accounts"]), str(each["missing"])]


def _left_out(counted: Mapping[str, Any]) -> Iterable[str]:
    for each in counted["leftOut"]:
        yield f"- `{each['accountId']}`: {each['reason']}"


def _flow(each: Mapping[str, Any], text: Any) -> list[str]:
    amounts = [text(each[name]) for name in ("income", "expenses", "net")]
    return [*amounts, str(each["transactions"])]


def _table(head: list[str], rows: list[list[str]]) -> Iterable[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def _plain(text: str) -> str:
    """Keep a name from breaking out of its line or cell."""
    return " ".join(text.replace("|", "/").split())
