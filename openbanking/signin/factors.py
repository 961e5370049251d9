"""The secrets of second factors, where allauth keeps them: as text in the JSON of a row."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction

from openbanking.fields.encryption import Secret
from openbanking.models import User
from openbanking.signin import notices, sessions

# Of apps, and of recovery codes.
KEPT_IN = ("secret", "seed", "migrated_codes")


@transaction.atomic
def rotate() -> int:
    """Encrypt every secret again with the first key, and return of how many factors, or of none."""
    rotated = 0
    for factor in Authenticator.objects.select_for_update().iterator():
        under = {name: _rotated(factor.data[name]) for name in KEPT_IN if name in factor.data}
        if under:
            Authenticator.objects.filter(pk=factor.pk).update(data=factor.data | under)
            rotated += 1
    return rotated


def _rotated(kept: Any) -> Any:
    if isinstance(kept, list):
        return [_rotated(each) for each in kept]
    return Secret(kept).rotated().ciphertext


def has(person: User) -> bool:
    """Tell whether somebody has a second factor."""
    return is_mfa_enabled(person)


def forget(person: User) -> int:
    """Remove somebody's second factors, tell them, and sign them out; return how many there were."""
    count, _ = Authenticator.objects.filter(user=person).delete()
    if count:
        notices.tell(person, notices.FORGOTTEN)
        sessions.end_all(person)
    return count
