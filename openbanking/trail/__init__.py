"""The audit as a chain: each record is hashed with the one before, so that none is changed unseen.

Why it is so, and what it does not show: docs/decisions, "The audit is a chain".
"""
