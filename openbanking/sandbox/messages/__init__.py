"""What comes in over HTTP, and how it is refused."""
