"""The one way an operation runs, whichever door the call came through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contracts.caller import Caller
from contracts.policy import enforce
from contracts.problems import Invalid
from contracts.spec import Operation


def run(operation: Operation, caller: Caller, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answer as it goes over the wire: policy, input, handler, output, in this order.

    `data` is the input under its wire names. Raises Problem for everything that is the caller's to
    mend; whatever else comes out is a fault of ours, left to the door to report.
    """
    enforce(operation, caller, data)
    given = operation.io.input(data=data)
    if not given.is_valid():
        raise Invalid.from_errors(given.errors)
    result = operation.handler(caller, **given.validated_data)
    return dict(operation.io.output(result).data)
