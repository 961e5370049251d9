"""What the pages of members and of staff cost, where a family office has a million transactions.

`make bench-pages` runs it and writes docs/benchmarks-pages.md.
"""
