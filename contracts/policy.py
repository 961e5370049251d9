"""Whether a caller may run an operation at all, before its input is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from contracts.caller import Caller, Credential
from contracts.problems import Forbidden, Unauthenticated
from contracts.spec import Auth, Operation


def enforce(operation: Operation, caller: Caller, data: Mapping[str, Any]) -> None:
    """Let the caller pass; raises Unauthenticated for a stranger and Forbidden for the wrong one."""
    if operation.policy.auth is Auth.ANONYMOUS:
        return
    if not caller.user.is_authenticated:
        raise Unauthenticated("Sign in, or send a token in the header: Authorization: Bearer <token>.")
    credential = caller.credential
    if isinstance(credential, Credential) and not credential.permits(operation.meta.key):
        raise Forbidden("This token was made for other operations. Use one that includes this one.")
    if operation.policy.auth is Auth.ADMIN and not _may_administer(caller, operation, data):
        raise Forbidden("This operation is for admins. Ask one to run it, or to make you one.")


def _may_administer(caller: Caller, operation: Operation, data: Mapping[str, Any]) -> bool:
    path = getattr(settings, "CONTRACTS", {}).get("ADMIN_CHECK")
    if path is None:
        return bool(caller.user.is_staff)
    return bool(import_string(path)(caller, operation, data))
