"""What is owned in accounts, line by line, over the contract."""
