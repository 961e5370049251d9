"""Check what was read before it is served: plausibility, ledgers, totals."""
