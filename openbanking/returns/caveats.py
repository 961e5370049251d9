"""What to know of a return before it is believed."""

from __future__ import annotations

from enum import StrEnum


class Caveat(StrEnum):
    """A closed list, each a sentence, in the order they are told."""

    NOT_COVERED = "Figures cover less than 95 % of the value, so no return is given."
    PARTLY_COVERED = "Accounts without a recent figure at both ends are left out."
    APPROXIMATED = "Money that came or went without a figure just before it is weighted by time."
    WITHOUT_VALUE = "At some time there was nothing to earn a return on, so there is none by time."
    NO_SINGLE_RATE = "No rate, or more than one, explains what came and went, so there is none by money."
    TOO_SHORT = "Less than 90 days are not told as a rate a year."
