"""Make somebody a member of a family; who has no login yet gets one, and a link to set a password."""

from __future__ import annotations

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.text import slugify

from openbanking.models import Membership, Tenant, User


class NotInvited(Exception):
    """Nothing was changed; the message says why."""


@transaction.atomic
def add_newcomer(
    tenant: Tenant, *, first_name: str, last_name: str, email: str, role: str, language: str
) -> Membership:
    """Make a login without a password, and make it a member of the family."""
    user = User(
        username=_free_username(f"{first_name} {last_name}"),
        first_name=first_name,
        last_name=last_name,
        email=email,
        language=language,
    )
    user.set_unusable_password()
    user.save()
    return Membership.objects.create(tenant=tenant, user=user, role=role)


def is_newcomer(user: User) -> bool:
    """Tell whether somebody was invited and has set no password yet.

    A link to set one is made for nobody else: with it one signs in as them.
    """
    fresh = user.last_login is None and not user.has_usable_password()
    return fresh and user.is_active and not user.is_staff and not user.is_superuser


def address_of_password(user: User) -> str:
    """Return the path under which a newcomer sets their password: once, and for a week.

    Raises NotInvited for whoever can sign in already.
    """
    if not is_newcomer(user):
        raise NotInvited("This person can sign in already, or was never invited.")
    return reverse(
        "set-password",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
    )


def _free_username(name: str) -> str:
    """Return a user name made of a name, with a number where it is taken."""
    wanted = slugify(name)[:100] or "member"
    taken = set(User.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    number, username = 1, wanted
    while username in taken:
        number += 1
        username = f"{wanted}-{number}"
    return username
