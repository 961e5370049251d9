"""What is done to everything encrypted at once: newer keys for it, and a look for what is not."""
