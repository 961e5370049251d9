"""Who may make a program known here, where that is open: anybody, now and then."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from oauth2_provider.models import Application

# So many programs may make themselves known in a day, all together: a person is asked before any of them
# sees anything, and rows are not for strangers to fill a disk with.
MOST_A_DAY = 100


class Anybody:
    """Lets programs in until there are too many new ones."""

    def has_permission(self, request: HttpRequest) -> bool:
        """Tell whether another one may make itself known."""
        since = timezone.now() - timedelta(days=1)
        new = Application.objects.filter(
            registration_source=Application.RegistrationSource.DCR, created__gt=since
        )
        return new.count() < MOST_A_DAY
