"""Amounts, days and ages as templates write them."""
