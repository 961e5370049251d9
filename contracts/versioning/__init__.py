"""What was promised to clients: digests, the lock file, compatibility, export."""
