"""Money that is not at a bank: what manual accounts are worth, as of a day and as known at a time."""
