"""Syncs on request and alerts after them: queued with Procrastinate on PostgreSQL, else run in place."""

from __future__ import annotations

from openbanking.jobs.requests import Reason, SyncRequest, has_queue, request_sync

__all__ = ["Reason", "SyncRequest", "has_queue", "request_sync"]
