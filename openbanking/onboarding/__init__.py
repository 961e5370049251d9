"""How a family comes on board: its members, their logins, their banks, the first sync."""
