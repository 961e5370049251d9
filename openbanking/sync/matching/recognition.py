"""Recognise accounts that come back under new Powens ids, so that history stays with our account.

After a connection broke and was repaired Powens may list its accounts anew, under other ids, even under
another connection, and disabled; the old ones may stay listed, as deleted. An account is taken for the
one we know only when that is beyond doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from openbanking.models import Account, Connection, MergeProposal
from openbanking.models.ibans import matching_iban
from openbanking.powens import payloads
from openbanking.sync.mapping.banking import matching_iban_of, type_of
from openbanking.sync.mapping.values import currency_code

Decision = MergeProposal.Decision
Trait = tuple[str, ...]
TraitOf = Callable[[Any], Trait | None]


def recognise(
    listed: Sequence[payloads.Account],
    known: Mapping[str, Account],
    *,
    unread: Sequence[payloads.Unreadable],
    gone: Iterable[Connection],
) -> dict[str, Account]:
    """Return the accounts we know among those listed under another id than ours, by that id.

    Matched by IBAN, else by the bank's own name, else by type and number; each only where one account
    here and one account there have it, and nothing known of the two speaks against it. Accounts of
    connections that are `gone` from Powens are recognised by IBAN or number only, those still listed as
    deleted by IBAN only. The id may be that of an account of ours of which nothing was read so far,
    because it was listed disabled before; then only the IBAN counts.
    """
    if any(each.id is None for each in unread):
        return {}
    fresh = [payload for payload in listed if str(payload.id) not in known]
    unused = _unused(listed, known)
    if not fresh and not unused:
        return {}
    ids = {str(payload.id) for payload in listed} | {str(each.id) for each in unread}
    closed = {str(payload.id) for payload in listed if payload.deleted}
    missing = _not_merged_away(account for key, account in known.items() if key not in ids)
    deleted = _not_merged_away(account for key, account in known.items() if key in closed)
    left_behind = list(Account.objects.filter(connection__in=list(gone)).not_merged_away())
    found: dict[str, Account] = {}
    for here, there, trait, trait_of_payload in (
        (missing + deleted + left_behind, fresh + unused, _iban, _payload_iban),
        (missing, fresh, _name, _payload_name),
        (missing + left_behind, fresh, _number, _payload_number),
    ):
        taken = {account.pk for account in found.values()}
        found |= _matched(
            [each for each in here if each.pk not in taken],
            [each for each in there if str(each.id) not in found],
            trait,
            trait_of_payload,
        )
    return _without_refused(found, known)


def _unused(listed: Sequence[payloads.Account], known: Mapping[str, Account]) -> list[payloads.Account]:
    """Return those that are enabled for the first time: we know them, and nothing was read of them."""
    enabled = [
        payload
        for payload in listed
        if (account := known.get(str(payload.id))) is not None
        and account.disabled_at
        and not payload.disabled
        and not payload.deleted
        and matching_iban_of(payload)
    ]
    ids = [known[str(payload.id)].pk for payload in enabled]
    empty = set(
        Account.objects.filter(pk__in=ids, transactions=None, readings=None).values_list("pk", flat=True)
        if ids
        else ()
    )
    return [payload for payload in enabled if known[str(payload.id)].pk in empty]


def _not_merged_away(accounts: Iterable[Account]) -> list[Account]:
    """Return the accounts, as the same instances, without what merges left behind."""
    by_id = {account.pk: account for account in accounts}
    if not by_id:
        return []
    kept = Account.objects.filter(pk__in=by_id).not_merged_away().values_list("pk", flat=True)
    return [by_id[pk] for pk in kept]


def _without_refused(found: dict[str, Account], known: Mapping[str, Account]) -> dict[str, Account]:
    """Leave out the pairs that staff said are two accounts."""
    pairs = {(account.pk, known[key].pk) for key, account in found.items() if key in known}
    if not pairs:
        return found
    refused = set(
        MergeProposal.objects.filter(
            kept__in=[kept for kept, _ in pairs], decision__in=[Decision.REFUSED, Decision.UNDONE]
        ).values_list("kept", "merged_away")
    )
    return {
        key: account
        for key, account in found.items()
        if key not in known or (account.pk, known[key].pk) not in refused
    }


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
    """Tell whether nothing that both sides give differs; a disabled account gives hardly anything."""
    pairs = [
        (_iban(account), _payload_iban(payload)),
        (_currency(account.currency), _currency(currency_code(payload.currency))),
    ]
    return all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs)


def _iban(account: Account) -> Trait | None:
    iban = matching_iban(account.iban)
    return (iban,) if iban else None


def _payload_iban(payload: payloads.Account) -> Trait | None:
    iban = matching_iban_of(payload)
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
