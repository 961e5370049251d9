"""Write what was read: one connection at a time, in one transaction."""
