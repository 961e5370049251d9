"""Market orders over the contract."""
