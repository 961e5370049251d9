"""Read everything one Powens user has, before a row is written."""
