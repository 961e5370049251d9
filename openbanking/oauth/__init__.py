"""Programs of others that people let in: OAuth 2.1, carried by django-oauth-toolkit.

What somebody allows a program is a token's row (openbanking/models/tokens.py): narrowed, listed, used,
revoked and audited as the tokens are that people make themselves.
"""
