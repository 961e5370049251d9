"""What a web process has loaded stays for as long as it runs: no garbage is looked for in it."""

from __future__ import annotations

import gc

from django.urls import get_resolver


def keep_what_is_loaded() -> None:
    """Load all addresses with what they need, and leave what there is out of later collections.

    A full collection goes through every object of a process. Models, operations and the admin are a
    quarter of a million, which held up a request by 130 ms whenever one was due.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
