"""What waits for a person: quarantined readings, discrepancies, merges."""
