"""Syncs on request: queued with Procrastinate on PostgreSQL, else run in place."""
