"""A tenant as a whole: taken along in a file, brought into another service, or erased from this one."""
