"""Which balances there are, how fresh they are, what counts once, how amounts are written."""
