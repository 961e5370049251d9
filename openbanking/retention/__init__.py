"""How long rows are kept that the service notes down for itself, and how those that are past it go.

`kinds.KINDS` lists them all. What families have is kept: rows of histories go by a setting alone.
"""

from __future__ import annotations

from openbanking.retention.kind import Kind, Rows
from openbanking.retention.kinds import KINDS
from openbanking.retention.pruning import AlreadyPruning, Pruned, prune

__all__ = ["KINDS", "AlreadyPruning", "Kind", "Pruned", "Rows", "prune"]
