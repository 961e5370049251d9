"""An overview for people: Markdown, the same figures as the document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from openbanking.balances.formatting import amount_text

FLOW = ["Income", "Expenses", "Net", "Transactions"]


def markdown(document: Mapping[str, Any], *, family: str) -> str:
    """Return the readable form of an overview."""
    lines = [
        f"# {_plain(family)}, {document['periodStart']} to {document['periodEnd']}",
        "",
        f"Generated {document['generatedAt']:%Y-%m-%d %H:%M} UTC. Days are days in UTC.",
    ]
    if not document["currencies"]:
        lines += ["", "Nothing is known of this period."]
    for summed in document["currencies"]:
        lines += ["", *_currency(summed)]
    if document["leftOut"]:
        lines += ["", "## Not counted", ""]
        lines += [f"- `{each['accountId']}`: {each['reason']}" for each in document["leftOut"]]
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
