"""Documentation for people: the catalogue, a page for each operation, and the OpenAPI document."""
