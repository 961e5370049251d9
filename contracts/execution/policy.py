"""Whether a caller may run an operation, and for which tenant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import UUID

from contracts.caller import Caller, Credential, Tenancy
from contracts.conf import contracts_settings, function_at
from contracts.execution.call import Call
from contracts.problems import Forbidden, Unauthenticated
from contracts.spec import Auth, Operation

Resolver = Callable[[Operation, Caller, UUID | None], Tenancy]
Confine = Callable[[Call], AbstractContextManager[Any]]


def enforce(operation: Operation, caller: Caller) -> None:
    """Admit whoever may run the operation for some input, before the input is read.

    Raises Unauthenticated for a stranger, Forbidden for a credential made for other operations.
    """
    if operation.policy.auth is Auth.ANONYMOUS:
        return
    if not caller.user.is_authenticated:
        raise Unauthenticated("Sign in, or send a token in the header: Authorization: Bearer <token>.")
    credential = caller.credential
    if isinstance(credential, Credential) and not credential.permits(operation.meta.key):
        raise Forbidden("This token was made for other operations. Use one that includes this one.")


def admit(operation: Operation, caller: Caller, given: Mapping[str, Any]) -> Call:
    """Return the call with its tenant, for an input that is valid.

    The domain resolves tenants: CONTRACTS["TENANCY"] names a function of the operation, the caller and
    the `tenant_id` of the input, None where it was left out, that returns a Tenancy or raises a
    Problem. An operation without a tenant that is for admins is for staff. Raises Forbidden.
    """
    arguments, tenancy = dict(given), None
    if operation.is_tenanted:
        resolve: Resolver = function_at(contracts_settings().tenancy)
        tenancy = resolve(operation, caller, arguments.pop("tenant_id", None))
    is_admin = caller.user.is_staff if tenancy is None else tenancy.is_admin
    if operation.policy.auth is Auth.ADMIN and not is_admin:
        raise Forbidden("This operation is for admins. Ask one to run it, or to make you one.")
    return Call(
        operation=operation,
        caller=caller,
        tenant=None if tenancy is None else tenancy.tenant,
        arguments=arguments,
    )


def confined(call: Call) -> AbstractContextManager[Any]:
    """Return what an admitted call is answered in: CONTRACTS["CONFINE"] may limit its data."""
    path = contracts_settings().confine
    confine: Confine | None = function_at(path) if path else None
    return confine(call) if confine else nullcontext()
