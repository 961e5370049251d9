"""The addresses of a family's accounts, below the family's own."""

from __future__ import annotations

from django.urls import path

from openbanking.dashboard.account.finding import accounts
from openbanking.dashboard.account.pages import (
    account,
    account_history,
    account_numbers,
    account_on,
)
from openbanking.dashboard.account.parts import account_part

urlpatterns = [
    path("accounts/", accounts, name="accounts"),
    path("accounts/<uuid:pk>/", account, name="account"),
    path("accounts/<uuid:pk>/history/", account_history, name="account-history"),
    path("accounts/<uuid:pk>/on/", account_on, name="account-on"),
    path("accounts/<uuid:pk>/numbers/", account_numbers, name="account-numbers"),
    path("accounts/<uuid:pk>/<slug:name>/", account_part, name="account-part"),
]
