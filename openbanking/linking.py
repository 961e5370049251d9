"""Link a Powens user to a member of a family."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from openbanking.models import Membership, PowensUser, Tenant
from openbanking.powens import PowensError
from openbanking.sync.clients import renew_token, store_token


class CannotLink(Exception):
    """The Powens user was not linked; the message says what to do."""


@transaction.atomic
def link_powens_user(
    *, tenant_slug: str, external_id: str, username: str, token: str, now: datetime
) -> PowensUser:
    """Create or update the link, with the token given or, without one, a renewed one.

    Linking again replaces the token and clears any flag. Raises CannotLink, and then nothing is
    changed.
    """
    tenant = Tenant.objects.filter(slug=tenant_slug).select_related("powens_application").first()
    if tenant is None:
        raise CannotLink(f"There is no tenant {tenant_slug}. Create it with create_tenant.")
    if not external_id.isascii() or not external_id.isdigit():
        raise CannotLink("--powens-user-id takes the number Powens gave the user.")
    membership = Membership.objects.filter(tenant=tenant, user__username=username).first()
    if membership is None:
        raise CannotLink(
            f"{username} is not a member of {tenant_slug}. Add them with: create_tenant "
            f"{tenant_slug} --member {username}"
        )
    application = getattr(tenant, "powens_application", None)
    user = PowensUser.objects.filter(application=application, external_id=external_id).first()
    if user is None:
        user = PowensUser(tenant=tenant, application=application, external_id=external_id)
    elif user.tenant_id != tenant.pk:
        raise CannotLink("This Powens user is linked to another tenant already.")
    user.user_id = membership.user_id
    user.updated_at = now
    user.save()
    if token:
        store_token(user, token, now=now)
    else:
        try:
            renew_token(user, now=now)
        except PowensError as error:
            raise CannotLink(
                "No token was given and Powens gave no new one. Pipe the user's token in, or check "
                f"POWENS_BASE_URL, POWENS_CLIENT_ID and POWENS_CLIENT_SECRET. ({error})"
            ) from None
    return user
