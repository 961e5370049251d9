"""What becomes of people who belonged to an erased tenant and to no other."""

from __future__ import annotations

from enum import StrEnum

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.db.models import QuerySet

from openbanking.models import ApiToken, Membership, Tenant, User
from openbanking.signin.guessing import counted_name
from openbanking.signin.sessions import end_all


class People(StrEnum):
    """What to do with them."""

    KEEP = "keep"
    ANONYMISE = "anonymise"
    DELETE = "delete"


def alone_in(tenant: Tenant) -> QuerySet[User]:
    """Return the members of a tenant who belong to no other and are not on the staff."""
    elsewhere = Membership.objects.exclude(tenant=tenant).values("user")
    members = User.objects.filter(memberships__tenant=tenant, is_staff=False, is_superuser=False)
    return members.exclude(pk__in=elsewhere)


def part_with(person: User, how: People) -> None:
    """Do it to one of them, whose memberships and rows are gone; to be called in a transaction."""
    if how is People.KEEP:
        return
    end_all(person)
    for tries in (AccessAttempt, AccessFailureLog, AccessLog):
        tries.objects.filter(username__in={person.username, counted_name(person.username)}).delete()
    if how is People.DELETE:
        person.delete()
        return
    ApiToken.objects.filter(user=person).delete()
    for model in (EmailAddress, Authenticator, SocialAccount):
        model.objects.filter(user=person).delete()
    person.username, person.is_active = f"gone-{person.pk}", False
    person.first_name = person.last_name = person.email = ""
    person.set_unusable_password()
    person.save()
