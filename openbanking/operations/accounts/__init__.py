"""Accounts over the contract."""
