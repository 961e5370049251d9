"""Whether a caller may run an operation at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from contracts.caller import Caller, Credential
from contracts.problems import Forbidden, Unauthenticated
from contracts.spec import Auth, Operation


def enforce(operation: Operation, caller: Caller) -> None:
    """Let in whoever may run it for something, before the input is looked at.

    Raises Unauthenticated for a stranger, Forbidden for a credential made for other operations.
    """
    if operation.policy.auth is Auth.ANONYMOUS:
        return
    if not caller.user.is_authenticated:
        raise Unauthenticated("Sign in, or send a token in the header: Authorization: Bearer <token>.")
    credential = caller.credential
    if isinstance(credential, Credential) and not credential.permits(operation.meta.key):
        raise Forbidden("This token was made for other operations. Use one that includes this one.")


def authorize(operation: Operation, caller: Caller, given: Mapping[str, Any]) -> None:
    """Let through whoever may run it for this input; raises Forbidden.

    Who is an admin of what is for the domain to say: CONTRACTS["ADMIN_CHECK"] names a function of
    the caller, the operation and the validated input. Without one, staff are.
    """
    if operation.policy.auth is not Auth.ADMIN:
        return
    path = getattr(settings, "CONTRACTS", {}).get("ADMIN_CHECK")
    allowed = import_string(path)(caller, operation, given) if path else caller.user.is_staff
    if not allowed:
        raise Forbidden("This operation is for admins. Ask one to run it, or to make you one.")
