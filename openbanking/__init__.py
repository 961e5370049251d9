"""Bank accounts, balances and transactions of several tenants, mirrored from Powens."""
