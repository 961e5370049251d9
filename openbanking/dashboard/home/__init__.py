"""The page that a member sees first: what there is, how it moved, what it is made of."""

from __future__ import annotations
