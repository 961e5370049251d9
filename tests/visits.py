"""Every page of the service, found in its addresses; so is one that nobody has made a visit for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from openbanking.models import (
    Account,
    AlertKind,
    AlertRule,
    ApiToken,
    Invitation,
    ManualAccount,
    Tenant,
    User,
    WebviewSession,
)
from openbanking.onboarding.members import address_of_password

# Addresses below these are for machines.
MACHINES = (
    *("api", "mcp", "metrics", "healthz", "readyz", "webhooks/", "^(?:metrics", ".well-known/"),
    *("oauth/token/", "oauth/revoke/", "oauth/register/"),
)
# These do something and lead on to another page, or give a document: there is nothing to look at.
NO_PAGES = frozenset(
    {
        *(
            "logout",
            "choose-language",
            "overview",
            "transactions-file",
            "audit-file",
            "correct-transaction",
        ),
        *("webview-connect", "webview-callback", "webview-repair", "change-alert"),
        *("account_login", "account_logout", "account_set_password", "end-everywhere"),
        *("openid_connect_login", "openid_connect_callback", "socialaccount_signup"),
        *("mfa_login_webauthn", "mfa_download_recovery_codes"),
        # Answers as a refusal.
        "socialaccount_login_error",
        # Each looks different each time: it shows a new key, new codes, or the name of a device.
        *("mfa_activate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
        *("mfa_list_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn", "usersessions_list"),
        # Lead on, where nobody is half signed in or has a factor.
        *("mfa_authenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        "mfa_deactivate_totp",
    }
)


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks, and at which family."""

    user: User
    tenant: Tenant


Given = Callable[[Looker], Any]


@dataclass(frozen=True, slots=True)
class Visit:
    """A page by the name of its address, and what that needs, which depends on who looks."""

    name: str
    given: dict[str, Given] = field(default_factory=dict)
    about: str = ""
    query: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.name}-{self.about}" if self.about else self.name

    def path(self, by: Looker) -> str:
        """Return the page's address."""
        path = reverse(self.name, kwargs={key: value(by) for key, value in self.given.items()})
        return f"{path}?{urlencode(self.query)}" if self.query else path


def _account(by: Looker, having: str = "transactions") -> Account:
    """Return an account that has some of these."""
    found = by.tenant.accounts.live().filter(**{f"{having}__isnull": False}).order_by("pk").first()
    assert found is not None, f"No account has {having}."
    return found


def always(value: str) -> Given:
    return lambda by: value


def _with(having: str) -> dict[str, Given]:
    return {"slug": _slug, "pk": lambda by: _account(by, having).pk}


def _slug(by: Looker) -> str:
    return by.tenant.slug


def _invitation(by: Looker) -> object:
    return Invitation.objects.get(user=by.user).pk


def _session(by: Looker) -> object:
    return WebviewSession.objects.get(user=by.user).pk


def _manual_account(by: Looker) -> ManualAccount:
    """Return what is kept by hand and has a value."""
    found = by.tenant.manual_accounts.filter(valuations__isnull=False).order_by("pk").first()
    assert found is not None, "Nothing is kept by hand."
    return found


def _rule(by: Looker) -> object:
    return AlertRule.objects.filter(tenant=by.tenant, owner=by.user).latest("pk").pk


def _token(by: Looker) -> object:
    return ApiToken.objects.filter(user=by.user).latest("pk").pk


# What a program asks for that is known in every world.
ASKING = {
    "response_type": "code",
    "client_id": "household-book",
    "redirect_uri": "https://app.example.org/back",
    "scope": "accounts:read balances:read alerts:write",
    "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    "code_challenge_method": "S256",
}
KEPT: dict[str, Given] = {"slug": _slug, "pk": lambda by: _manual_account(by).pk}

# What an account has, by the part of its page that shows it.
PARTS = {
    "holdings": "holdings",
    "pockets": "pockets",
    "orders": "orders",
    "schedule": "loan_payments",
    "owners": "owners",
}

NEWCOMER = "newcomer"


def _of_newcomer(part: int) -> Given:
    """Return a part of the address under which somebody who was invited sets a password."""

    def value(by: Looker) -> str:
        return address_of_password(User.objects.get(username=NEWCOMER)).strip("/").split("/")[part]

    return value


OF_STRANGERS = [
    Visit("login"),
    Visit("set-password", {"uidb64": _of_newcomer(-2), "token": _of_newcomer(-1)}),
    Visit("account_reset_password"),
    Visit("account_reset_password_done"),
    Visit("account_reset_password_from_key", {"uidb36": always("1"), "key": always("of-nobody")}),
    Visit("account_reset_password_from_key_done"),
    Visit("account_inactive"),
    Visit("socialaccount_login_cancelled"),
]
OF_MEMBERS = [
    Visit("dashboard"),
    Visit("family", {"slug": _slug}),
    Visit("net-worth", {"slug": _slug}),
    Visit("net-worth-change", {"slug": _slug}),
    Visit("banks", {"slug": _slug}),
    Visit("alerts", {"slug": _slug}),
    Visit("new-alert", {"slug": _slug}),
    *(
        Visit("new-alert-of-kind", {"slug": _slug, "kind": always(kind)}, about=kind)
        for kind in AlertKind.values
    ),
    Visit("edit-alert", {"slug": _slug, "pk": _rule}),
    Visit("remove-alert", {"slug": _slug, "pk": _rule}),
    Visit("accounts", {"slug": _slug}),
    Visit("account", _with("transactions")),
    Visit("account", _with("holdings"), about="holdings"),
    Visit("account", _with("loan"), about="loan"),
    Visit("account-numbers", _with("transactions")),
    Visit("account-history", _with("transactions")),
    Visit("account-on", _with("transactions")),
    *(
        Visit("account-part", {**_with(having), "name": always(part)}, about=part)
        for part, having in PARTS.items()
    ),
    Visit("transactions", {"slug": _slug}),
    Visit("recurring", {"slug": _slug}),
    Visit("kept", {"slug": _slug}),
    Visit("manual-account", KEPT),
    Visit("tokens"),
    Visit("new-token"),
    Visit("revoke-token", {"pk": _token}),
    Visit("oauth2_provider:authorize", query=ASKING),
    Visit("mfa_index"),
    Visit("mfa_add_webauthn"),
    Visit("account_change_password"),
    Visit("account_reauthenticate"),
    Visit("socialaccount_connections"),
    Visit("webview-session", {"pk": _session}),
    Visit("webview-invitation", {"pk": _invitation}),
    Visit("contracts-catalogue"),
    Visit("contracts-problems"),
    Visit("contracts-problem", {"slug": always("not-found")}),
    Visit(
        "contracts-operation",
        {"key": always("openbanking.balances.get"), "version": always("1.0.0")},
    ),
]
# Pages of whoever connected the bank and administers the family.
OF_ADMINISTRATORS = [
    Visit("switch-account", {"pk": lambda by: _account(by).pk, "to": always("disable")}),
    Visit("disconnect-bank", {"pk": lambda by: _account(by).connection_id}),
    Visit("keep", {"slug": _slug}),
    Visit("audit", {"slug": _slug}),
    Visit("manual-account-change", KEPT),
    Visit("manual-account-value", KEPT),
    Visit(
        "manual-account-correct",
        {**KEPT, "valuation": lambda by: _manual_account(by).valuations.latest("pk").pk},
    ),
    Visit("manual-account-close", KEPT),
]


def named(
    patterns: Sequence[URLPattern | URLResolver] | None = None, above: str = "", within: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield route and name of every address for people, but for those of the admin."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        route = f"{above}{each.pattern}"
        if route.startswith((*MACHINES, "admin/")):
            continue
        if isinstance(each, URLResolver):
            yield from named(each.url_patterns, route, f"{each.namespace}:" if each.namespace else "")
        else:
            yield route, within + each.name if each.name else route
