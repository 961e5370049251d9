"""What comes again, over the contract."""
