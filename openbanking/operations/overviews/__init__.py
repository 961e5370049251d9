"""Overviews over the contract."""
