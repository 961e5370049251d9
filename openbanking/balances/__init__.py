"""Which balances there are, of what kind, how fresh, what counts once, how amounts are written."""
