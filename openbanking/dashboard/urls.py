"""The addresses of members' pages; each but the first names its family."""

from __future__ import annotations

from django.urls import include, path, re_path

from openbanking.dashboard.alerts import (
    alerts,
    change_alert,
    choose_kind,
    edit_alert,
    new_alert,
    remove_alert,
)
from openbanking.dashboard.audit import audit, audit_file
from openbanking.dashboard.banks import banks
from openbanking.dashboard.home.pages import change, home, movement
from openbanking.dashboard.language import choose_language
from openbanking.dashboard.programs.pages import new_token, revoke_token, token_list
from openbanking.dashboard.recurring.pages import recurring

urlpatterns = [
    path("", home, name="dashboard"),
    path("families/<slug:slug>/", home, name="family"),
    path("families/<slug:slug>/net-worth/", movement, name="net-worth"),
    path("families/<slug:slug>/net-worth/change/", change, name="net-worth-change"),
    path("families/<slug:slug>/banks/", banks, name="banks"),
    path("families/<slug:slug>/audit/", audit, name="audit"),
    re_path(r"^families/(?P<slug>[-\w]+)/audit\.(?P<form>csv|jsonl)$", audit_file, name="audit-file"),
    path("families/<slug:slug>/alerts/", alerts, name="alerts"),
    path("families/<slug:slug>/alerts/new/", choose_kind, name="new-alert"),
    path("families/<slug:slug>/alerts/new/<slug:kind>/", new_alert, name="new-alert-of-kind"),
    path("families/<slug:slug>/alerts/<uuid:pk>/change/", edit_alert, name="edit-alert"),
    path("families/<slug:slug>/alerts/<uuid:pk>/remove/", remove_alert, name="remove-alert"),
    path("families/<slug:slug>/alerts/<uuid:pk>/<slug:to>/", change_alert, name="change-alert"),
    path("families/<slug:slug>/", include("openbanking.dashboard.account.urls")),
    path("families/<slug:slug>/", include("openbanking.dashboard.kept.urls")),
    path("families/<slug:slug>/", include("openbanking.dashboard.transactions.urls")),
    path("families/<slug:slug>/recurring/", recurring, name="recurring"),
    path("settings/tokens/", token_list, name="tokens"),
    path("settings/tokens/new/", new_token, name="new-token"),
    path("settings/tokens/<uuid:pk>/revoke/", revoke_token, name="revoke-token"),
    path("language/", choose_language, name="choose-language"),
]
