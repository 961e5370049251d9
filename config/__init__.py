"""Settings of the service, its addresses, and how it is served."""

from __future__ import annotations

VERSION = "0.1.0"
