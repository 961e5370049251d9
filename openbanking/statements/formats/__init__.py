"""The formats that banks export statements in, one module each."""
