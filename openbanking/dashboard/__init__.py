"""The page a member sees first."""
