"""A small webview: where an invented person links, repairs and chooses (Powens, Webview page)."""

from __future__ import annotations

from openbanking.sandbox.webview.pages import leave, show

__all__ = ["leave", "show"]
