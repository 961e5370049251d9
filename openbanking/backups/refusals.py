"""Why a backup is not made, not read or not restored: sentences for whoever ran the command."""

from __future__ import annotations


class Refused(Exception):
    """Nothing was changed; the message says why and what to do."""


class Damaged(Refused):
    """The file is not as it was written."""

    def __init__(self, what: str) -> None:
        super().__init__(f"The file is damaged: {what}. Take another one.")
