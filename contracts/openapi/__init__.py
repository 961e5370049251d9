"""The OpenAPI 3.1 description of operations, read off their declarations."""
