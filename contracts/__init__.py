"""Operations by contract: declare one, and everything around it follows.

    @query(
        "shop.prices.get",
        "1.0.0",
        input=PriceInput,
        output=PriceRecord,
        goal="Tell a till what a product costs.",
        context="Reads the price list only.",
        owners=["@shop"],
        tags=["prices"],
    )
    def get_price(caller: Caller, *, product_id: UUID) -> Price:
        \"\"\"Return one price.\"\"\"

written in an app's `operations` module or package, gives the route, the permission, the validation, the
problem documents, the OpenAPI entry, the documentation page and the agent tool. This package knows
nothing of what is served; what is imported from here is all of it that an app needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts import problems
from contracts.caller import Caller, Channel, Tenancy
from contracts.execution.call import Call
from contracts.execution.signals import operation_answered
from contracts.registry import command, query, registry
from contracts.schema import fields
from contracts.schema.exact_json import encode
from contracts.schema.shapes import Input, Record
from contracts.schema.values import Values
from contracts.schema.wire_names import wire_name
from contracts.spec import (
    HEAVY,
    Auth,
    Deprecation,
    Example,
    Kind,
    Link,
    Operation,
    Rate,
    RateScope,
    Revised,
    Stability,
    Telemetry,
)

if TYPE_CHECKING:
    from contracts.execution.forgetting import past_use, remembered_of
    from contracts.execution.runner import run
    from contracts.rest.views import ProblemView

__all__ = [
    "HEAVY",
    "Auth",
    "Call",
    "Caller",
    "Channel",
    "Deprecation",
    "Example",
    "Input",
    "Kind",
    "Link",
    "Operation",
    "ProblemView",
    "Rate",
    "RateScope",
    "Record",
    "Revised",
    "Stability",
    "Telemetry",
    "Tenancy",
    "Values",
    "command",
    "encode",
    "fields",
    "operation_answered",
    "past_use",
    "problems",
    "query",
    "registry",
    "remembered_of",
    "run",
    "wire_name",
]


def __getattr__(name: str) -> Any:
    """Import what needs models when it is first asked for: Django imports apps before them."""
    if name in ("past_use", "remembered_of"):
        from contracts.execution import forgetting

        return getattr(forgetting, name)
    if name == "run":
        from contracts.execution.runner import run

        return run
    if name == "ProblemView":
        from contracts.rest.views import ProblemView

        return ProblemView
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
