"""The second wall between tenants: PostgreSQL shows a web process the rows of those it names, no others.

The first are the queries themselves, which ask for one tenant's rows; this one holds where one of them
forgets to. Why it is so: docs/decisions, "A second wall between tenants".
"""
