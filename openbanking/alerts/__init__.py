"""What people asked to be notified of: found at the end of each sync, kept as a log, mailed and posted.

`evaluate` finds what came about and what is over; `send_due` delivers what is to be delivered, and tries
again what was not taken. Both may run at any time and as often as anybody likes.
"""

from __future__ import annotations

from openbanking.alerts.evaluation import Evaluation, evaluate
from openbanking.alerts.sending import Sent, send_due

__all__ = ["Evaluation", "Sent", "evaluate", "send_due"]
