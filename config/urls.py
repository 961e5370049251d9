"""Every address of the service."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path, re_path

from contracts.mcp.views import McpView
from openbanking import pages
from openbanking.webhooks import views as webhooks

urlpatterns = [
    path("", pages.dashboard, name="dashboard"),
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("api/", include("contracts.urls")),
    path("contracts/", include("contracts.pages")),
    re_path(
        r"^overviews/(?P<pk>[0-9a-f-]{36})\.(?P<form>md|json)$",
        pages.OverviewPage.as_view(),
        name="overview",
    ),
    re_path(
        r"^banking/accounts/(?P<pk>[0-9a-f-]{36})/(?P<to>enable|disable)/$",
        pages.switch_account,
        name="switch-account",
    ),
    path("banking/disconnect/<uuid:pk>/", pages.disconnect_bank, name="disconnect-bank"),
    path("banking/", include("openbanking.webview.urls")),
    path("webhooks/powens/<slug:event>/", webhooks.powens, name="webhook"),
    path("mcp", McpView.as_view(), name="mcp"),
    path("metrics", pages.MetricsPage.as_view(), name="metrics"),
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
]
