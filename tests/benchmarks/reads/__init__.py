"""What a read costs, against others who give the same answer, as rows grow, and where the time goes.

`make bench-read` runs it and writes docs/benchmarks.md, which says how to read it.
"""
