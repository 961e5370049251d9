"""What an alert and a rule say to people, in the language that is in effect."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from openbanking.balances.formatting import amount_text, day_text, locale_of_page
from openbanking.models import Alert, AlertKind, AlertRule, Kind


def headline_of(alert: Alert) -> str:
    """Return what came about, fit for the subject of a mail: no amount, no name of an account."""
    match alert.rule.kind:
        case AlertKind.BANK_BROKEN:
            return gettext("%(bank)s can no longer be read") % {"bank": _bank(alert)}
        case AlertKind.CONSENT_ENDS:
            return gettext("The consent for %(bank)s ends") % {"bank": _bank(alert)}
        case AlertKind.BALANCE_BELOW:
            return gettext("A balance is below the limit")
        case AlertKind.BALANCE_ABOVE:
            return gettext("A balance is above the limit")
        case AlertKind.MOVEMENT:
            return gettext("A large movement")
        case AlertKind.QUARANTINE:
            return gettext("A figure of the bank is held back")
    return gettext("%(bank)s was not read for a while") % {"bank": _bank(alert)}


def detail_of(alert: Alert) -> str:
    """Return the facts in one sentence, amounts among them."""
    rule = alert.rule
    facts = {
        "bank": _bank(alert),
        "what": _what(rule, alert),
        "day": _day(alert.since),
        "amount": _money(alert.amount, alert.currency),
        "limit": _money(rule.amount, rule.currency),
    }
    match rule.kind:
        case AlertKind.BANK_BROKEN:
            return gettext("It has been in trouble since %(day)s.") % facts
        case AlertKind.CONSENT_ENDS:
            return gettext("It ends on %(day)s. Renewed before, nothing is lost.") % facts
        case AlertKind.BALANCE_BELOW:
            return gettext("%(what)s: %(amount)s, below %(limit)s.") % facts
        case AlertKind.BALANCE_ABOVE:
            return gettext("%(what)s: %(amount)s, above %(limit)s.") % facts
        case AlertKind.MOVEMENT:
            return gettext("%(what)s: %(amount)s on %(day)s.") % facts
        case AlertKind.QUARANTINE:
            return (
                gettext(
                    "%(what)s: the bank says %(amount)s, which is so unlikely that the last good figure "
                    "is shown until staff decide."
                )
                % facts
            )
    return gettext("Its figures last came on %(day)s.") % facts


def rule_in_words(rule: AlertRule) -> str:
    """Return what a rule asks for."""
    days = rule.days or 1
    facts = {"days": days, "what": _what(rule), "limit": _money(rule.amount, rule.currency)}
    match rule.kind:
        case AlertKind.BANK_BROKEN:
            text = ngettext(
                "A bank is broken for %(days)s day", "A bank is broken for %(days)s days", days
            )
        case AlertKind.CONSENT_ENDS:
            text = ngettext(
                "A consent ends within %(days)s day", "A consent ends within %(days)s days", days
            )
        case AlertKind.BALANCE_BELOW:
            text = gettext("%(what)s below %(limit)s")
        case AlertKind.BALANCE_ABOVE:
            text = gettext("%(what)s above %(limit)s")
        case AlertKind.MOVEMENT:
            text = gettext("%(what)s: a movement of %(limit)s or more")
        case AlertKind.QUARANTINE:
            text = gettext("%(what)s: a figure is held back")
        case _:
            text = ngettext(
                "A bank was not read for %(days)s day", "A bank was not read for %(days)s days", days
            )
    return text % facts


def _what(rule: AlertRule, alert: Alert | None = None) -> str:
    if alert is not None and alert.account is not None:
        return alert.account.name
    return target_of(rule) or gettext("Any account")


def target_of(rule: AlertRule) -> str | None:
    """Return the account or kind of accounts that a rule is about; None for any."""
    if rule.account is not None:
        return rule.account.name
    if rule.account_kind:
        return gettext("%(kind)s, all together") % {"kind": gettext(Kind(rule.account_kind).label)}
    return None


def about_of(alert: Alert) -> str:
    """Return the account, the kind of accounts or the bank that an alert is about."""
    return _bank(alert) or _what(alert.rule, alert)


def _bank(alert: Alert) -> str:
    return alert.connection.institution.name if alert.connection else ""


def _day(moment: datetime) -> str:
    return day_text(moment.date(), locale_of_page())


def _money(amount: Decimal | None, currency: str) -> str:
    return "" if amount is None else f"{amount_text(amount, currency, locale_of_page())} {currency}"
