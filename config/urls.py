"""Every address of the service."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path, re_path

from contracts.rest.views import nothing_here

urlpatterns = [
    path("login/", LoginView.as_view(redirect_authenticated_user=True), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("admin/", admin.site.urls),
    path("", include("contracts.urls")),
    path("", include("openbanking.urls")),
    # Addresses for machines have no slash at the end; those of pages have one.
    re_path(r"^(?:metrics|healthz|readyz)/$", nothing_here),
]
