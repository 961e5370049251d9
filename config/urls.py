"""Every address of the service."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from config.security_txt import ADDRESS as SECURITY_TXT
from config.security_txt import security_txt
from contracts.rest.views import nothing_here

# The admin has no login of its own: whoever is not signed in goes to the one there is.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("openbanking.signin.urls")),
    # Nor has it a form for passwords: the one there is tells by mail that it was used.
    path("admin/password_change/", RedirectView.as_view(pattern_name="account_change_password")),
    path("admin/", admin.site.urls),
    path("", include("contracts.urls")),
    path("", include("openbanking.urls")),
    path(SECURITY_TXT, security_txt, name="security-txt"),
    # Addresses for machines have no slash at the end; those of pages have one.
    re_path(r"^(?:metrics|healthz|readyz)/$", nothing_here),
]
