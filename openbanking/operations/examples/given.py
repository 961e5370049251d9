"""What the examples share: one id for everything, under which the suite makes what they ask about."""

from __future__ import annotations

ID = "01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e"
ASKED = {"tenantId": ID, "accountId": ID}
SEEN = {"createdAt": "2026-01-05T09:12:44Z", "updatedAt": "2026-02-12T06:15:31Z"}
FRESH = {"freshness": "fresh", "nextSyncExpectedAt": "2026-02-13T06:00:00Z"}
