"""Owners of accounts over the contract."""
