"""Link a Powens user to a member of a tenant, make one where there is none, and unlink it again."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from openbanking.gateway.clients import client_for, renew_token, store_token, throttle_of
from openbanking.gateway.credentials import application_credentials
from openbanking.models import Account, Connection, Membership, PowensUser, Tenant, User
from openbanking.powens import PowensAuthError, PowensError, create_user
from openbanking.sync import lock, lock_users

logger = logging.getLogger(__name__)


class CannotLink(Exception):
    """Nothing was linked or unlinked; the message says what to do."""


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
    user.unlinked_at = None
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


def powens_user_for(tenant: Tenant, member: User, *, now: datetime) -> PowensUser:
    """Return the Powens user of a member in a tenant; one is made at Powens where there is none.

    Raises CannotLink, PowensError and UnreadableSecret. A user is asked for once: a request without
    an answer may have made one all the same, so it is not sent again by itself.
    """
    with lock(f"powens-user-of:{tenant.pk}:{member.pk}") as taken:
        if not taken:
            raise CannotLink(
                gettext("Somebody is doing this at the same moment. Try again in a moment.")
            )
        application = getattr(tenant, "powens_application", None)
        known = PowensUser.objects.filter(
            tenant=tenant, user=member, application=application, unlinked_at__isnull=True
        ).first()
        if known is not None:
            return known
        credentials = application_credentials(application)
        if not (credentials.client_id and credentials.client_secret):
            raise CannotLink(
                gettext("POWENS_CLIENT_ID and POWENS_CLIENT_SECRET are not set. Ask the staff.")
            )
        made = create_user(
            credentials.base_url,
            client_id=credentials.client_id,
            client_secret=credentials.client_secret,
            throttle=throttle_of(credentials.base_url),
            session=credentials.session(),
        )
        logger.info("Powens user %s was made", made.id_user)
        return PowensUser.objects.create(
            tenant=tenant,
            user=member,
            application=application,
            external_id=str(made.id_user),
            token=made.auth_token,
            created_at=now,
            updated_at=now,
        )


def unlink(user: PowensUser, *, now: datetime) -> bool:
    """Stop reading a Powens user: its token is revoked and forgotten, its history is kept.

    Returns whether Powens confirmed the revocation; a token it already refuses needs none. Raises
    CannotLink while it is being synced, and PowensError when Powens cannot be reached. Nothing is
    changed then: a token that still works must not be forgotten.
    """
    with lock_users([user.pk]) as taken:
        if not taken:
            raise CannotLink("It is being synced; try again in a minute.")
        user.refresh_from_db(fields=["token"])  # a sync may have renewed it
        revoked = True
        try:
            client_for(user).revoke_token()
        except PowensAuthError:
            revoked = False
        with transaction.atomic():
            PowensUser.objects.filter(pk=user.pk).update(token=None, unlinked_at=now, updated_at=now)
            for model, path in ((Connection, "powens_user"), (Account, "connection__powens_user")):
                model.objects.filter(**{path: user}, vanished_at__isnull=True).update(
                    vanished_at=now, updated_at=now
                )
    return revoked
