"""Bank accounts, balances and transactions of several families, mirrored from Powens."""
