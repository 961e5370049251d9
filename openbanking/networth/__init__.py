"""What a tenant owns and owes, as of any time and as it was known at any time."""
