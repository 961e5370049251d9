"""The headers of answers and refusals, each described once."""

from __future__ import annotations

from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from contracts.spec import Kind, Operation

MEANINGS = {
    "Contract-Operation": "The operation's key.",
    "Contract-Version": "The version that answered.",
    "Contract-Stability": "How far it can be relied upon.",
    "Contract-Digest": "Digest of the schema that was answered under.",
    "X-Request-Id": "The request, for the operator to find the log lines by.",
    "ETag": "Version of the answer, for If-None-Match (RFC 9110).",
    "Idempotency-Replayed": "true where the answer is the one to an earlier request with the same key.",
    "RateLimit": "What is left of the rate, and for how many seconds.",
    "RateLimit-Policy": "The rate: so many calls in so many seconds.",
    "Retry-After": "Seconds to wait before it is sent again (RFC 9110).",
    "WWW-Authenticate": "The credentials that are taken (RFC 9110).",
}
ALWAYS = [
    *("Contract-Operation", "Contract-Version", "Contract-Stability", "Contract-Digest"),
    "X-Request-Id",
]
OF_A_RATE = ["RateLimit", "RateLimit-Policy"]
# What a status adds, on this operation or any other.
OF_A_STATUS = {
    401: ["WWW-Authenticate"],
    409: ["Retry-After"],
    429: ["Retry-After"],
    502: ["Retry-After"],
    503: ["Retry-After"],
}


def headers_of(operation: Operation, status: int, components: ComponentRegistry) -> dict[str, object]:
    """Return references to the headers of an operation's responses of this status."""
    names = [*ALWAYS, *OF_A_STATUS.get(status, ())]
    if operation.policy.rate is not None and status in (200, 429):
        names += OF_A_RATE
    if operation.kind is Kind.QUERY and status in (200, 304):
        names.append("ETag")
    if operation.kind is Kind.COMMAND and status == 200:
        names.append("Idempotency-Replayed")
    return {name: _reference(name, components) for name in names}


def _reference(name: str, components: ComponentRegistry) -> object:
    component = ResolvedComponent(
        name=name,
        type=ResolvedComponent.HEADER,
        object=name,
        schema={"description": MEANINGS[name], "schema": {"type": "string"}},
    )
    components.register_on_missing(component)
    return component.ref
