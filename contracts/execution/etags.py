"""The ETag of an answer, made of the revision of its data or, where there is none, of itself."""

from __future__ import annotations

import hashlib

from contracts.execution.call import Call
from contracts.schema.exact_json import encode
from contracts.spec import subjects_of
from contracts.versioning.digest import digest_of


def tag_of(call: Call, revision: object) -> str:
    """Return the ETag: it changes with the contract, whose data it is, the input and the revision."""
    tenant = None if call.tenant is None else call.tenant.pk
    caller = _who(call) if "caller" in subjects_of(call.operation.handler) else None
    return _tag(call, encode([caller, tenant, call.arguments, revision]))


def tag_of_answer(call: Call, body: object) -> str:
    """Return the ETag of an operation without revisions: it changes with the answer itself."""
    return _tag(call, encode(body))


def _tag(call: Call, version: bytes) -> str:
    return f'"{hashlib.sha256(digest_of(call.operation).encode() + version).hexdigest()[:32]}"'


def _who(call: Call) -> list[str]:
    """Return what tells callers apart whose answers may differ: credentials of one may be narrower."""
    return [call.caller.id, str(getattr(call.caller.credential, "pk", ""))]
