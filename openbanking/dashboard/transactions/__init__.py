"""All transactions of a family: searched, summed up, corrected in place, and taken along as a table."""
