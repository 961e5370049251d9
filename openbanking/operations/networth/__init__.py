"""Net worth over the contract."""
