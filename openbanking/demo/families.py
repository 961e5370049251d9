"""Who lives in the demonstration: two families with members, and one of the staff."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone

from openbanking.access.roles import Role
from openbanking.linking.users import link_powens_user
from openbanking.models import ApiToken, PowensUser, User
from openbanking.models.tokens import digest_of
from openbanking.sandbox import SandboxUser

STAFF = "sam"
PASSWORD = "demo-password"  # noqa: S105  (printed on the screen; the demo only listens to itself)


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who can sign in to the demonstration."""

    username: str
    role: str
    password: str = PASSWORD


def settle(sandbox_users: list[SandboxUser]) -> list[Login]:
    """Create the families and people that are missing and link each family's Powens user.

    Whoever exists already is left alone, so running it again changes nothing.
    """
    _person(STAFF, is_staff=True, is_superuser=True)
    logins = [Login(STAFF, "staff: the admin, and both families"), *_staff()]
    for sandbox_user in sandbox_users:
        family = sandbox_user.family
        slug = family.lower()
        parent, guest = f"{slug}-parent", f"{slug}-child"
        _person(parent)
        _person(guest)
        call_command(
            "create_tenant",
            slug,
            name=f"Family {family}",
            admin=[parent],
            member=[guest, STAFF],
            stdout=_Nowhere(),
        )
        if not PowensUser.objects.filter(external_id=str(sandbox_user.id_user)).exists():
            link_powens_user(
                tenant_slug=slug,
                external_id=str(sandbox_user.id_user),
                username=parent,
                token=sandbox_user.token,
                now=timezone.now(),
            )
        logins.append(Login(parent, f"admin of family {family}"))
        logins.append(Login(guest, f"viewer in family {family}"))
    return logins


def _staff() -> list[Login]:
    """Create somebody for each role of the staff."""
    logins = []
    for role in Role:
        username = role.lower()
        _person(username, is_staff=True)
        User.objects.get(username=username).groups.set(Group.objects.filter(name=role))
        logins.append(Login(username, f"staff: {role.lower()} in the admin"))
    return logins


def api_token() -> str:
    """Return the demonstration's bearer token, the one of last time as long as it works."""
    keep = Path(settings.BASE_DIR) / "var" / "demo-token"
    if keep.exists():
        text = keep.read_text().strip()
        if ApiToken.objects.usable(timezone.now()).filter(digest=digest_of(text)).exists():
            return text
    _, text = ApiToken.objects.issue(user=User.objects.get(username=STAFF))
    keep.parent.mkdir(exist_ok=True)
    keep.touch(mode=0o600)
    keep.write_text(text)
    return text


def _person(username: str, **rights: Any) -> None:
    if not User.objects.filter(username=username).exists():
        User.objects.create_user(username=username, password=PASSWORD, **rights)


class _Nowhere:
    """Where the output of a command goes that nobody wants to read."""

    def write(self, text: str) -> int:
        return len(text)
