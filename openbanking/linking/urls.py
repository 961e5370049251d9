"""The addresses of linking, below /banking/."""

from __future__ import annotations

from django.urls import path, re_path

from openbanking.linking.pages import banks, webview

urlpatterns = [
    path("connect/", webview.connect, name="webview-connect"),
    path("callback/", webview.callback, name="webview-callback"),
    path("visits/<uuid:pk>/", webview.session, name="webview-session"),
    path("invitations/<uuid:pk>/", webview.invitation, name="webview-invitation"),
    re_path(
        r"^(?P<flow>reconnect|manage)/(?P<pk>[0-9a-f-]{36})/$", webview.repair, name="webview-repair"
    ),
    re_path(
        r"^accounts/(?P<pk>[0-9a-f-]{36})/(?P<to>enable|disable)/$",
        banks.switch_account,
        name="switch-account",
    ),
    path("disconnect/<uuid:pk>/", banks.disconnect_bank, name="disconnect-bank"),
]
