"""The addresses of members' pages; each but the first names its family."""

from __future__ import annotations

from django.urls import include, path

from openbanking.dashboard.banks import banks
from openbanking.dashboard.home.pages import change, home, movement
from openbanking.dashboard.language import choose_language
from openbanking.dashboard.recurring.pages import recurring

urlpatterns = [
    path("", home, name="dashboard"),
    path("families/<slug:slug>/", home, name="family"),
    path("families/<slug:slug>/net-worth/", movement, name="net-worth"),
    path("families/<slug:slug>/net-worth/change/", change, name="net-worth-change"),
    path("families/<slug:slug>/banks/", banks, name="banks"),
    path("families/<slug:slug>/", include("openbanking.dashboard.account.urls")),
    path("families/<slug:slug>/", include("openbanking.dashboard.transactions.urls")),
    path("families/<slug:slug>/recurring/", recurring, name="recurring"),
    path("language/", choose_language, name="choose-language"),
]
