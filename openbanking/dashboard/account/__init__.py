"""The pages of one account: its balances and how they moved, what it holds, whose it is, who read it."""
