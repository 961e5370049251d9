"""What a rule needs, so that it says something and concerns its family alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext

from openbanking.alerts.people import people_of
from openbanking.alerts.webhooks import is_usable
from openbanking.fields import fits
from openbanking.models import AlertEndpoint, AlertKind, AlertRule, Tenant, User
from openbanking.models.alert_rules import MOST_DAYS
from openbanking.outgoing.addresses import AddressRefused, check_address

# What is said without days: a bank that is broken for a day, a consent that two weeks are left of.
DEFAULT_DAYS = {AlertKind.BANK_BROKEN: 1, AlertKind.CONSENT_ENDS: 14, AlertKind.NOT_SYNCED: 2}
OF_AMOUNTS = frozenset({AlertKind.BALANCE_BELOW, AlertKind.BALANCE_ABOVE, AlertKind.MOVEMENT})
OF_BALANCES = frozenset({AlertKind.BALANCE_BELOW, AlertKind.BALANCE_ABOVE})
# Nobody needs more, and a program that goes astray makes no thousands.
MOST_RULES = 100

LONGEST_ADDRESS = 500

Faults = dict[str, str]


class UnusableSecret(ValueError):
    """Send a secret that begins with whsec_, of 24 to 64 random bytes in base64."""

    def __str__(self) -> str:
        return self.__doc__ or ""


def complete(rule: AlertRule) -> Faults:
    """Fill in what follows from the rest, clear what a kind does not use, and return what is wrong.

    Faults are sentences by the name of the field; a rule without any may be saved.
    """
    kind = AlertKind(rule.kind)
    if kind in DEFAULT_DAYS:
        rule.days = DEFAULT_DAYS[kind] if rule.days is None else rule.days
        rule.account = None
    else:
        rule.days = None
    if kind not in OF_BALANCES:
        rule.account_kind = ""
    if kind not in OF_AMOUNTS:
        rule.amount, rule.currency = None, ""
    elif rule.account is not None:
        rule.currency = rule.currency or rule.account.currency
    return {**_faults_of_target(rule), **_faults_of_limits(rule)}


def _faults_of_target(rule: AlertRule) -> Faults:
    if rule.account is not None and rule.account.tenant_id != rule.tenant_id:
        return {"account": gettext("There is no such account in this family.")}
    if rule.kind in OF_BALANCES and bool(rule.account) == bool(rule.account_kind):
        return {"account": gettext("Choose an account, or a kind of accounts.")}
    if rule.endpoint is not None and (rule.endpoint.tenant_id, rule.endpoint.owner_id) != (
        rule.tenant_id,
        rule.owner_id,
    ):
        return {"endpoint": gettext("This address belongs to somebody else.")}
    return {}


def _faults_of_limits(rule: AlertRule) -> Faults:
    faults = {}
    if rule.days is not None and not 1 <= rule.days <= MOST_DAYS:
        faults["days"] = gettext("Give a number of days from 1 to %(most)s.") % {"most": MOST_DAYS}
    if rule.kind not in OF_AMOUNTS:
        return faults
    if rule.amount is None:
        faults["amount"] = gettext("Give an amount.")
    elif not fits(rule.amount):
        faults["amount"] = gettext("Give an amount of at most 20 digits before the point and 18 after.")
    elif rule.kind == AlertKind.MOVEMENT and rule.amount <= 0:
        faults["amount"] = gettext("Give an amount above zero: money in and out are both looked at.")
    if not rule.currency:
        faults["currency"] = gettext("Give the currency of the amount.")
    elif rule.account is not None and rule.currency != rule.account.currency:
        faults["currency"] = gettext("This account is in %(currency)s.") % {
            "currency": rule.account.currency
        }
    return faults


def strangers(tenant: Tenant, owner: User, people: Collection[User]) -> list[User]:
    """Return who of these may not be notified: no member of the tenant, and not the owner."""
    members = set(people_of(tenant)) | {owner}
    return [person for person in people if person not in members]


def endpoint_at(
    url: str, secret: str | None, *, tenant: Tenant, owner: User, now: datetime
) -> AlertEndpoint:
    """Return the owner's endpoint at an address, with a new secret if one is given.

    Raises AddressRefused for an address that may not be posted to, UnusableSecret where a new one
    comes without a secret that can be used.
    """
    check_address(url, local=settings.DEBUG)
    if len(url) > LONGEST_ADDRESS:
        raise AddressRefused(gettext("The address is too long."))
    known = AlertEndpoint.objects.filter(tenant=tenant, owner=owner, url=url).first()
    if known is not None and secret is None:
        return known
    if secret is None or not is_usable(secret):
        raise UnusableSecret
    if known is None:
        return AlertEndpoint.objects.create(
            tenant=tenant, owner=owner, url=url, secret=secret, created_at=now, updated_at=now
        )
    known.secret, known.updated_at = secret, now
    known.save(update_fields=["secret", "updated_at"])
    return known


def rearm(rule: AlertRule, *, now: datetime) -> None:
    """Let a rule begin anew: what is the case is raised again, movements count from now on."""
    rule.armed_at = rule.updated_at = now


def remove(rule: AlertRule, *, now: datetime) -> None:
    """Remove a rule; what it raised stays in the log, and what is still to be sent is withdrawn."""
    if rule.removed_at is None:
        rule.removed_at = rule.updated_at = now
        rule.save(update_fields=["removed_at", "updated_at"])
