"""Balances over the contract."""
