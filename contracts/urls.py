"""Every address of contracts: the operations, their documents, their pages, and the agents' endpoint."""

from __future__ import annotations

from django.urls import include, path, re_path

from contracts.conf import contracts_settings
from contracts.docs.openapi import DocumentView
from contracts.docs.pages import catalogue, operation_page
from contracts.docs.problems import problem_list, problem_page
from contracts.mcp.views import McpView
from contracts.rest.routes import aliases, exact
from contracts.rest.views import nothing_here

api = [
    *exact,
    *aliases,
    path("openapi.yaml", DocumentView.as_view(as_yaml=True), name="openapi-yaml"),
    path("openapi.json", DocumentView.as_view(as_yaml=False), name="openapi-json"),
    re_path("", nothing_here),
]
urlpatterns = [
    path(contracts_settings().prefix, include(api)),
    path("contracts/", catalogue, name="contracts-catalogue"),
    path("contracts/problems/", problem_list, name="contracts-problems"),
    path("contracts/problems/<slug:slug>/", problem_page, name="contracts-problem"),
    path("contracts/<str:key>/v<str:version>/", operation_page, name="contracts-operation"),
    path("mcp", McpView.as_view(), name="mcp"),
    # Addresses for machines have no slash at the end; those of pages have one.
    path("mcp/", nothing_here),
    path(contracts_settings().prefix.rstrip("/"), nothing_here),
]
