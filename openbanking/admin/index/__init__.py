"""The first page of the admin: what needs somebody, what is about to end, what there is, what ran."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from openbanking.admin.formatting import link
from openbanking.admin.index.attention import banks, connections_of, consents, waiting
from openbanking.admin.index.figures import cards
from openbanking.admin.index.runs import queue, runs


def dashboard_callback(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add the contents of the first page to its context; Unfold calls it.

    Everything is narrowed to what this person may see in the lists behind it. The chart and
    what families own come by requests of their own, so that nothing waits for them.
    """
    now = timezone.now()
    may_add = request.user.has_perm("openbanking.add_tenant")
    connections = connections_of(request)
    needing = banks(connections)
    review = waiting(request)
    ran = runs(request, now=now)
    return context | {
        "title": "At a glance",
        "cards": cards(
            request, connections=connections, needing=needing, review=review, ran=ran, now=now
        ),
        "needing": needing,
        "ending": consents(connections, now=now),
        "review": [each for each in review if each[1].count],
        "add_family": link(reverse("admin:family-begin"), "Add a family") if may_add else "",
        "runs": ran,
        "queue": queue(now=now),
    }
