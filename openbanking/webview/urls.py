"""The addresses of linking."""

from __future__ import annotations

from django.urls import path, re_path

from openbanking.webview import views

urlpatterns = [
    path("connect/", views.connect, name="webview-connect"),
    path("callback/", views.callback, name="webview-callback"),
    path("visits/<uuid:pk>/", views.visit, name="webview-visit"),
    path("invitations/<uuid:pk>/", views.invitation, name="webview-invitation"),
    re_path(r"^(?P<flow>reconnect|manage)/(?P<pk>[0-9a-f-]{36})/$", views.repair, name="webview-repair"),
]
