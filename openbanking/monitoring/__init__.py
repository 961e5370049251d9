"""Whether the service answers, can do its work, and how much it does."""
