"""How the admin looks: its names, colours and menu. Nothing here depends on the environment."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy


def _may_view(app: str, model: str, request: HttpRequest) -> bool:
    return request.user.has_perm(f"{app}.view_{model}")


def _menu(title: str, *items: tuple[str, ...]) -> dict[str, object]:
    """Return a group of the menu from names, icons and models, and their apps where not ours."""
    return {"title": title, "items": [_item(*each) for each in items]}


def _item(name: str, icon: str, model: str, app: str = "openbanking") -> dict[str, object]:
    return {
        "title": name,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": partial(_may_view, app, model),
    }


UNFOLD = {
    "SITE_TITLE": "Family banking",
    "SITE_HEADER": "Family banking",
    "SITE_SUBHEADER": "Accounts in sync with the banks",
    "SITE_SYMBOL": "account_balance",
    "SITE_URL": "/",
    "SITE_FAVICONS": [
        {
            "rel": "icon",
            "type": "image/svg+xml",
            "href": lambda request: static("openbanking/icon.svg"),
        }
    ],
    "SHOW_HISTORY": True,
    "STYLES": [lambda request: static("openbanking/admin.css")],
    "SCRIPTS": [lambda request: static("openbanking/admin.js")],
    "DASHBOARD_CALLBACK": "openbanking.admin.index.dashboard_callback",
    "COLORS": {
        "primary": {
            "50": "oklch(97.9% .021 166.1)",
            "100": "oklch(95% .052 163.1)",
            "200": "oklch(90.5% .093 164.2)",
            "300": "oklch(84.5% .143 165)",
            "400": "oklch(76.5% .177 163.2)",
            "500": "oklch(64% .15 163)",
            "600": "oklch(50% .118 163.2)",
            "700": "oklch(45% .1 164)",
            "800": "oklch(40% .09 165)",
            "900": "oklch(36% .077 168)",
            "950": "oklch(26.2% .051 172.6)",
        }
    },
    "ACCOUNT": {
        "navigation": [{"title": "Sign-in and security", "link": reverse_lazy("mfa_index")}],
    },
    "SIDEBAR": {
        "navigation": [
            _menu(
                "Banking",
                ("Accounts", "account_balance_wallet", "account"),
                ("Transactions", "receipt_long", "transaction"),
                ("Connections", "link", "connection"),
                ("Balances", "payments", "balance"),
                ("Balance history", "history", "balancereading"),
                ("Overviews", "summarize", "overview"),
                ("Institutions", "account_balance", "institution"),
                ("Exchange rates", "currency_exchange", "exchangerate"),
            ),
            _menu(
                "Kept by hand",
                ("Manual accounts", "real_estate_agent", "manualaccount"),
                ("Imported statements", "upload_file", "statementimport"),
                ("Statement entries", "receipt", "statemententry"),
            ),
            _menu(
                "Wealth",
                ("Holdings", "pie_chart", "holding"),
                ("Readings of holdings", "history", "holdingreading"),
                ("Unit values", "show_chart", "holdingvalue"),
                ("Pockets", "savings", "pocket"),
                ("Orders", "swap_horiz", "marketorder"),
                ("Loan payments", "event_repeat", "loanpayment"),
                ("Owners", "badge", "accountowner"),
            ),
            _menu(
                "Syncs",
                ("Runs", "sync", "syncrun"),
                ("Outcomes", "fact_check", "syncoutcome"),
                ("Quarantined readings", "front_hand", "quarantinedreading"),
                ("Discrepancies", "balance", "discrepancy"),
                ("Merge proposals", "merge", "mergeproposal"),
            ),
            _menu(
                "Alerts",
                ("Rules", "notification_add", "alertrule"),
                ("Raised", "notifications", "alert"),
                ("Deliveries", "outgoing_mail", "alertdelivery"),
                ("Addresses", "webhook", "alertendpoint"),
            ),
            _menu(
                "People",
                ("Families", "family_restroom", "tenant"),
                ("Users", "person", "user"),
                ("API tokens", "key", "apitoken"),
                ("Programs", "extension", "application", "oauth2_provider"),
                ("Audit", "visibility", "auditentry"),
                ("Audit, chained", "link", "auditrecord"),
                ("Who did what", "manage_history", "logentry", "admin"),
            ),
            _menu(
                "Powens",
                ("Users", "badge", "powensuser"),
                ("Applications", "apps", "powensapplication"),
                ("Deliveries", "webhook", "webhookdelivery"),
                ("Invitations", "mail", "invitation"),
                ("Webview sessions", "travel_explore", "webviewsession"),
            ),
        ]
    },
}
