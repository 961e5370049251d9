"""Transactions between reading and writing: kept in a table of the session, however many there are.

Pages go from the socket into this table one at a time, so that memory holds one page. What has to be
seen whole, such as what a list lacks and what differs from ours, is asked of the database. The table is
a temporary one: it is seen by the session that made it alone, is written to no log, and ends with it.
"""

from __future__ import annotations

from openbanking.sync.staging.stage import Stage, StagedAccount, Written

__all__ = ["Stage", "StagedAccount", "Written"]
