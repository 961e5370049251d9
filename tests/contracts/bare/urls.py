"""Contracts' own addresses, and nothing else."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("contracts.urls"))]
