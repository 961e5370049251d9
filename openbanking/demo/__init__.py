"""A living demonstration: a local Powens, two families, and the service itself on this machine."""
