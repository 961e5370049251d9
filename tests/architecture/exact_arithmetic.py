"""A rule for mypy: what may round an amount is an error.

Decimal's operators, `abs`, `sum` and the like round to the 28 digits of the default context, and a
money column holds 38. A context of one's own is free to do anything: `EXACT.add(a, b)`,
`amount.normalize(EXACT)`. Where rounding is meant, `# type: ignore[rounds]` and the reason say so.
"""

from __future__ import annotations

from collections.abc import Callable

from mypy.errorcodes import ErrorCode
from mypy.nodes import StrExpr
from mypy.plugin import FunctionContext, MethodContext, Plugin
from mypy.types import Instance, TupleType, Type, UnionType, get_proper_type

ROUNDS = ErrorCode("rounds", "Arithmetic on Decimals in the default context", "Money")
MESSAGE = (
    "May round an amount: use total, difference, product, copy_abs, copy_negate, or your own context"
)

DECIMAL, WHOLE, FORMAT = "decimal.Decimal", "builtins.int", "builtins.str.format"
BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "divmod", "pow")
OPERATORS = frozenset(
    f"{DECIMAL}.__{name}__" for name in ("neg", "pos", "abs", *BINARY, *(f"r{each}" for each in BINARY))
)
# An int comes first in these, and may meet an amount.
FROM_THE_LEFT = frozenset(f"{WHOLE}.__{name}__" for name in BINARY)
METHODS = frozenset(
    f"{DECIMAL}.{name}"
    for name in ("fma", "max", "min", "normalize", "quantize", "remainder_near", "scaleb", "sqrt")
)
FUNCTIONS = frozenset(f"builtins.{name}" for name in ("abs", "divmod", "float", "pow", "round", "sum"))

Call = FunctionContext | MethodContext
Hook = Callable[[Call], Type]


class ExactArithmetic(Plugin):
    """Look at each call that may round an amount, operators among them."""

    def get_method_hook(self, fullname: str) -> Hook | None:
        if fullname in OPERATORS:
            return _report
        if fullname in METHODS:
            return _unless_it_has_a_context
        if fullname in FROM_THE_LEFT:
            return _if_it_takes_an_amount
        return _if_it_cuts_an_amount if fullname == FORMAT else None

    def get_function_hook(self, fullname: str) -> Hook | None:
        return _if_it_takes_an_amount if fullname in FUNCTIONS else None


def plugin(version: str) -> type[Plugin]:
    """Return the plugin: mypy calls this."""
    return ExactArithmetic


def _report(found: Call) -> Type:
    found.api.fail(MESSAGE, found.context, code=ROUNDS)
    return found.default_return_type


def _unless_it_has_a_context(found: Call) -> Type:
    has_one = bool(found.args[found.callee_arg_names.index("context")])
    return found.default_return_type if has_one else _report(found)


def _if_it_takes_an_amount(found: Call) -> Type:
    return _report(found) if _takes_an_amount(found) else found.default_return_type


def _if_it_cuts_an_amount(found: Call) -> Type:
    """Report `f"{amount:.2f}"`, which mypy reads as `"{:{}}".format(amount, ".2f")`."""
    given = [each for part in found.args for each in part]
    cuts = any(isinstance(each, StrExpr) and "." in each.value for each in given[1:])
    return _report(found) if cuts and _takes_an_amount(found) else found.default_return_type


def _takes_an_amount(found: Call) -> bool:
    # Asked for anew: `sum` is overloaded, and in its first form what is added up is taken for bools.
    given = (found.api.get_expression_type(each) for part in found.args for each in part)
    return any(map(_holds_an_amount, given))


def _holds_an_amount(given: Type) -> bool:
    """Tell whether a type is Decimal, may be, or is a collection of such."""
    found = get_proper_type(given)
    if isinstance(found, UnionType | TupleType):
        return any(map(_holds_an_amount, found.items))
    if not isinstance(found, Instance):
        return False
    return found.type.fullname == DECIMAL or any(map(_holds_an_amount, found.args))
