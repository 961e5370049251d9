"""Tokens for some accounts alone: which operations may run with one, and about which accounts.

An operation that is not named here is refused to such a token: what is written later is closed to it
until somebody has thought of it.
"""

from __future__ import annotations

from functools import partial
from uuid import UUID

from contracts import Call, Caller, problems
from openbanking.access import recent
from openbanking.models import ApiToken

NO_SUCH_ACCOUNT = "There is no such account in this tenant."

# Operations about an account that the input names, or whose lists `opened_to` narrows; that of tenants
# tells of those the accounts belong to.
BY_ACCOUNT = frozenset(
    {
        "openbanking.accounts.get",
        "openbanking.accounts.list",
        "openbanking.balances.get",
        "openbanking.balances.history",
        "openbanking.balances.list",
        "openbanking.balances.refresh",
        "openbanking.holdings.history",
        "openbanking.holdings.list",
        "openbanking.loans.schedule",
        "openbanking.orders.list",
        "openbanking.owners.list",
        "openbanking.pockets.list",
        "openbanking.recurring.list",
        "openbanking.returns.get",
        "openbanking.tenants.list",
        "openbanking.transactions.correct",
        "openbanking.transactions.list",
        "openbanking.transactions.search",
        "openbanking.transactions.sync",
    }
)


def opened_to(caller: Caller) -> list[UUID] | None:
    """Return the accounts that the caller's token is good for, in order; None where it is for all."""
    token = caller.credential
    if not isinstance(token, ApiToken) or token.every_account:
        return None
    return recent.current.get(("accounts", token.pk), partial(_accounts_of, token))


def opens(caller: Caller, account_id: UUID) -> bool:
    """Tell whether the caller's token is good for an account."""
    opened = opened_to(caller)
    return opened is None or account_id in opened


def check_accounts_of(call: Call) -> None:
    """Refuse what a token for some accounts is not good for.

    Raises Forbidden for an operation about others too, NotFound for an account that it does not open,
    exactly as for one that does not exist.
    """
    opened = opened_to(call.caller)
    if opened is None:
        return
    if call.operation.meta.key not in BY_ACCOUNT:
        raise problems.Forbidden(
            "This token was made for some accounts, and this operation is about all of a family. "
            "Use one that is for every account."
        )
    named = {call.arguments.get("account_id"), *(call.arguments.get("account_ids") or ())} - {None}
    if not named <= set(opened):
        raise problems.NotFound(NO_SUCH_ACCOUNT)


def _accounts_of(token: ApiToken) -> list[UUID]:
    through = ApiToken.accounts.through.objects.filter(apitoken_id=token.pk)
    return sorted(through.values_list("account_id", flat=True))
