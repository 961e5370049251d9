"""The same answers from others: small services over our own tables, each written as its users write.

Each authenticates the bearer, finds the tenant and answers three questions at our own addresses. They do
less than ours: no audit entry, no ETag, no last use of a token, no problem documents, one kind of token
(made for one tenant), and healthy connections only. `statements` is the SQL and `rules` the one rule
that several of them share.
"""
