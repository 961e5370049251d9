"""Returns over the contract."""
