"""A Django project that has contracts and a toy shop, and nothing else of this repository."""
