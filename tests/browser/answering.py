"""What the live server is still at when a browser has gone: requests, and what is done after answers."""

from __future__ import annotations

from threading import Condition

from django.core.signals import request_finished, request_started


class Answering:
    """Counts the requests that are being answered, within a `with` block."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._at_once = 0

    def __enter__(self) -> Answering:
        request_started.connect(self._begin)
        request_finished.connect(self._end)
        return self

    def __exit__(self, *exception: object) -> None:
        request_started.disconnect(self._begin)
        request_finished.disconnect(self._end)

    def wait(self, patience: float) -> None:
        """Wait until nothing is answered any more; raises TimeoutError after so many seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._at_once, timeout=patience):
                raise TimeoutError(f"{self._at_once} requests are still being answered.")

    def _begin(self, **kwargs: object) -> None:
        with self._changed:
            self._at_once += 1

    def _end(self, **kwargs: object) -> None:
        with self._changed:
            self._at_once -= 1
            self._changed.notify_all()
