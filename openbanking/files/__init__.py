"""Files that come from outside, and tables that leave: nothing in them may do harm."""
