"""What others may hear of a sync."""

from __future__ import annotations

from django.dispatch import Signal

# Sent once a run is recorded, with `at`: nothing that hears it can fail the run.
run_finished = Signal()
