"""Who did what with the accounts of a tenant."""
