"""The addresses of what a family keeps by hand, below the family's own."""

from __future__ import annotations

from django.urls import path

from openbanking.dashboard.kept.changes import change, close, correct, keep, value
from openbanking.dashboard.kept.pages import kept, kept_account

urlpatterns = [
    path("kept/", kept, name="kept"),
    path("kept/new/", keep, name="keep"),
    path("kept/<uuid:pk>/", kept_account, name="manual-account"),
    path("kept/<uuid:pk>/change/", change, name="manual-account-change"),
    path("kept/<uuid:pk>/values/new/", value, name="manual-account-value"),
    path("kept/<uuid:pk>/values/<uuid:valuation>/", correct, name="manual-account-correct"),
    path("kept/<uuid:pk>/close/", close, name="manual-account-close"),
]
