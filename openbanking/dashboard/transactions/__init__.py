"""All transactions of a family: searched, summed up, and taken along as a table."""
