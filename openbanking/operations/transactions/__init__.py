"""Transactions over the contract."""
