"""Tenants over the contract."""
