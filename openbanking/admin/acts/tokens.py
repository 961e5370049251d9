"""Switch off the tokens of automations."""

from __future__ import annotations

from datetime import datetime

from unfold.enums import ActionVariant

from openbanking.access import tokens
from openbanking.admin.acts.act import Outcome, StaffAct
from openbanking.admin.acts.commands import staff_command
from openbanking.models import ApiToken, User


@staff_command("staff.tokens.revoke", ApiToken, tenant_path="")
def revoke(token: ApiToken, by: User, now: datetime) -> Outcome:
    """Switch a token off at once."""
    tokens.revoke(ApiToken.objects.filter(pk=token.pk), now=now)
    return Outcome("revoked, it opens nothing any more")


REVOKE = StaffAct(
    name="revoke",
    operation="staff.tokens.revoke",
    do=revoke,
    label="Revoke",
    asks="Revoke {rows}",
    consequence="It opens nothing any more, at once and for good. Whoever used it needs a new one.",
    icon="key_off",
    variant=ActionVariant.DANGER,
    fits=lambda token: token.revoked_at is None,
)
