"""The demonstration's table: accounts and balances as a client of the REST interface sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from rich.box import SIMPLE
from rich.table import Table

from openbanking.balances.formatting import age_text, amount_text


class RestClient:
    """The few lines a client needs: a token, a path, and JSON with exact amounts."""

    def __init__(self, port: int, token: str) -> None:
        self.port = port
        self._headers = {"Authorization": f"Bearer {token}"}

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Return the answer; raises RuntimeError with the problem's own words."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", f"{path}?{urlencode(query)}", headers=self._headers)
            response = connection.getresponse()
            answer: dict[str, Any] = json.loads(response.read(), parse_float=Decimal)
        finally:
            connection.close()
        if response.status != 200:
            raise RuntimeError(f"{path}: {answer['detail']}")
        return answer

    def accounts(self, tenant_id: str) -> Iterator[dict[str, Any]]:
        """Yield every account of a family, page by page."""
        query = {"tenantId": tenant_id}
        while True:
            page = self.get("/api/openbanking/accounts/list/v1", **query)
            yield from page["accounts"]
            if not page["hasMore"]:
                return
            query["cursor"] = page["nextCursor"]


def balance_table(client: RestClient, families: dict[str, str], *, now: datetime) -> Table:
    """Return one line for each account of these families (name by tenant id)."""
    table = Table(
        title="Balances over REST",
        title_justify="left",
        header_style="bold",
        box=SIMPLE,
        pad_edge=False,
    )
    for heading in ("Family", "Institution", "Account", "Type"):
        table.add_column(heading, no_wrap=True)
    table.add_column("Amount", justify="right", no_wrap=True, overflow="fold")
    table.add_column("Currency", no_wrap=True)
    table.add_column("Age", no_wrap=True)
    for tenant_id, family in families.items():
        for account in client.accounts(tenant_id):
            amount = account.get("balance")
            table.add_row(
                family,
                account["institutionName"],
                account["displayName"],
                account["accountType"],
                "unknown" if amount is None else amount_text(Decimal(amount), account["currency"]),
                account["currency"],
                age_text(datetime.fromisoformat(account["lastSyncedAt"]), now),
            )
        table.add_section()
    return table
