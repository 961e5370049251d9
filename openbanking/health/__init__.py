"""What a connection's state means, why a read failed, and when a consent ends."""
