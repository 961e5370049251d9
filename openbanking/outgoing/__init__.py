"""Requests to addresses that people typed, for alerts or as their own Powens: to public ones alone."""
