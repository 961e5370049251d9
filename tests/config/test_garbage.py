"""What a web process has loaded is left out of garbage collections."""

from __future__ import annotations

import gc

from config.garbage import keep_what_is_loaded


def test_no_garbage_is_looked_for_in_what_is_loaded():
    keep_what_is_loaded()
    try:
        looked_through = len(gc.get_objects())
        assert gc.get_freeze_count() > 10 * looked_through
    finally:
        gc.unfreeze()
