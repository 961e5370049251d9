"""The addresses of the domain's pages."""

from __future__ import annotations

from django.urls import include, path, re_path
from django.urls.converters import UUIDConverter

from openbanking.monitoring.pages import MetricsPage, healthz, readyz
from openbanking.onboarding.pages import SetPassword
from openbanking.overview.pages import OverviewPage
from openbanking.webhooks import views as webhooks

urlpatterns = [
    path("", include("openbanking.dashboard.urls")),
    re_path(
        rf"^overviews/(?P<pk>{UUIDConverter.regex})\.(?P<form>md|json)$",
        OverviewPage.as_view(),
        name="overview",
    ),
    path("", include("openbanking.oauth.urls")),
    path("banking/", include("openbanking.linking.urls")),
    path("webhooks/powens/<slug:event>/", webhooks.powens, name="webhook"),
    # Registered without its slash it is taken too: a redirect would lose the signed body.
    path("webhooks/powens/<slug:event>", webhooks.powens),
    path("invited/<uidb64>/<token>/", SetPassword.as_view(), name="set-password"),
    path("metrics", MetricsPage.as_view(), name="metrics"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
