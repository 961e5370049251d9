"""A toy domain: proof that `contracts` serves anybody's operations."""
