"""Powens as one of our users: credentials, clients, the throttle, reads of the bank on request."""
