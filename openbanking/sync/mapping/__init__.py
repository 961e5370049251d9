"""From Powens' payloads to the columns of our rows: one function a row, no query, no decision."""
