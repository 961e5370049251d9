"""Recognise accounts that come back under new Powens ids, so that history stays with our account.

After a connection broke and was repaired Powens may list its accounts anew, under other ids, even under
another connection, and disabled. An account is taken for the one we know only when that is beyond doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openbanking.models import Account, Connection
from openbanking.powens import payloads
from openbanking.sync.mapping import currency_code, iban_of, type_of

Trait = tuple[str, ...]
TraitOf = Callable[[Any], Trait | None]


def recognise(
    listed: Sequence[payloads.Account],
    known: Mapping[str, Account],
    *,
    unread: Sequence[payloads.Unreadable],
    gone: Iterable[Connection],
) -> dict[str, Account]:
    """Return the accounts we know among those listed under an id we do not, by that id.

    Matched by IBAN, else by the bank's own name, else by type and number; each only where one account
    here and one account there have it, and nothing known of the two speaks against it. Accounts of
    connections that are `gone` from Powens are recognised by IBAN or number only.
    """
    ids = {str(payload.id) for payload in listed}
    if any(each.id is None for each in unread):
        return {}
    ids |= {str(each.id) for each in unread}
    newcomers = [payload for payload in listed if str(payload.id) not in known]
    if not newcomers:
        return {}
    unlisted = [account.pk for key, account in known.items() if key not in ids]
    missing = list(Account.objects.filter(pk__in=unlisted).not_merged_away())
    left_behind = list(Account.objects.filter(connection__in=list(gone)).not_merged_away())
    found: dict[str, Account] = {}
    for here, there, trait, trait_of_payload in (
        (missing + left_behind, newcomers, _iban, _payload_iban),
        (missing, newcomers, _name, _payload_name),
        (missing + left_behind, newcomers, _number, _payload_number),
    ):
        taken = {account.pk for account in found.values()}
        found |= _matched(
            [each for each in here if each.pk not in taken],
            [each for each in there if str(each.id) not in found],
            trait,
            trait_of_payload,
        )
    return found


def _matched(
    accounts: Iterable[Account],
    newcomers: Iterable[payloads.Account],
    trait: TraitOf,
    trait_of_payload: TraitOf,
) -> dict[str, Account]:
    here, there = _by(accounts, trait), _by(newcomers, trait_of_payload)
    return {
        str(there[each][0].id): here[each][0]
        for each in here.keys() & there.keys()
        if len(here[each]) == len(there[each]) == 1 and _agree(here[each][0], there[each][0])
    }


def _by(things: Iterable[Any], trait: TraitOf) -> dict[Trait, list[Any]]:
    groups: dict[Trait, list[Any]] = defaultdict(list)
    for thing in things:
        if (found := trait(thing)) is not None:
            groups[found].append(thing)
    return groups


def _agree(account: Account, payload: payloads.Account) -> bool:
    """Tell whether nothing that both sides tell differs; a disabled account tells hardly anything."""
    pairs = [
        (_iban(account), _payload_iban(payload)),
        (_currency(account.currency), _currency(currency_code(payload.currency))),
    ]
    return all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs)


def _iban(account: Account) -> Trait | None:
    return (account.iban,) if account.iban else None


def _payload_iban(payload: payloads.Account) -> Trait | None:
    iban = iban_of(payload)
    return (iban,) if iban else None


def _name(account: Account) -> Trait | None:
    return (account.original_name,) if account.original_name else None


def _payload_name(payload: payloads.Account) -> Trait | None:
    return (payload.original_name,) if payload.original_name else None


def _number(account: Account) -> Trait | None:
    return (account.type, account.number) if account.number else None


def _payload_number(payload: payloads.Account) -> Trait | None:
    return (type_of(payload), str(payload.number)) if payload.number else None


def _currency(code: str) -> Trait | None:
    return (code,) if code else None
