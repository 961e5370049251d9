"""Hostile inputs for all that reads what others wrote: `make fuzz`, and a few of them in the suite."""
