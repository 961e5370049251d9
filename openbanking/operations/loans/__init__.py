"""Schedules of loans over the contract."""
