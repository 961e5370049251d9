"""What investments returned: by time, by money, and how much of their value that is known of."""
