"""Sessions: since when somebody is signed in, for how long staff are, and how all of theirs end."""

from __future__ import annotations

from datetime import timedelta

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils import timezone

from openbanking.models import User

# Under which names a session keeps when it began, and a request who has just signed in.
SINCE = "signed_in_at"
NEW = "signed_in_person"


def listen() -> None:
    """Begin to notice who signs in."""
    user_logged_in.connect(_signed_in, dispatch_uid="openbanking.signin.sessions")


def signed_in_now(request: HttpRequest) -> User | None:
    """Return who signed in by this very request, if somebody did."""
    return getattr(request, NEW, None)


def is_over(request: HttpRequest) -> bool:
    """Tell whether a session ends here: of staff after STAFF_SESSION_HOURS, and one that is on no list.

    Sessions that began before they were listed could not be ended from another device.
    """
    since = request.session.get(SINCE)
    if since is None:
        return True
    limit = timedelta(hours=settings.STAFF_SESSION_HOURS)
    past = timezone.now().timestamp() - since
    return bool(getattr(request.user, "is_staff", False) and past >= limit.total_seconds())


def is_fresh(request: HttpRequest) -> bool:
    """Tell whether somebody signed in so lately that they need not say again who they are."""
    past = timezone.now().timestamp() - request.session.get(SINCE, 0)
    return past < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def end_all(person: User) -> None:
    """Sign somebody out everywhere, at once."""
    get_adapter().end_sessions(UserSession.objects.filter(user=person))


def _signed_in(request: HttpRequest | None, user: User, **kwargs: object) -> None:
    if request is not None:
        request.session[SINCE] = timezone.now().timestamp()
        setattr(request, NEW, user)
