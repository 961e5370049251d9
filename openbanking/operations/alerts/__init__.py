"""Alerts: what was raised, and the rules that ask for it."""
