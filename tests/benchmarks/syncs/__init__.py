"""What a sync costs beside a bare pipeline that reads the same pages: `make bench-sync`."""
