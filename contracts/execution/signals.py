"""What a domain may connect to."""

from __future__ import annotations

from django.dispatch import Signal

# Sent by the class Operation inside every run that is answered, before the answer is returned, with
#   call   the Call: operation, caller, tenant and validated input.
# For what must not be missed, such as an audit: a receiver that raises makes the run fail.
operation_answered = Signal(use_caching=True)

# Sent by the class Operation after every run, refused ones too, with
#   operation  the Operation,
#   caller     the Caller,
#   data       the input under its wire names, as it came,
#   answer     what was answered, as Values or under its wire names; None for a refusal and for a 304,
#   problem    the Problem it was refused with, InternalError for a fault of ours, or None,
#   seconds    how long it took.
# Data and answer may hold personal data: a receiver picks the ids it needs and stores nothing else.
# A receiver that fails is logged by Django and does not spoil the answer.
operation_finished = Signal(use_caching=True)
