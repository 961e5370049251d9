"""What PostgreSQL reads of tables to answer the queries that a piece of code sends."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connection as database
from django.db.backends.utils import CursorWrapper
from psycopg import sql

# A step of a plan, as EXPLAIN describes it, with the steps below it.
Node = dict[str, Any]

EXPLAIN = "explain (analyze, timing off, format json) "
# Most rows of a table that a step may read in all its turns.
FEW = 500
# Most it may be expected to find in one: the planner takes any account to have a history of 2 000.
ONE_HISTORY = 2_500
# What a step has read for nothing.
UNWANTED = ("Rows Removed by Filter", "Rows Removed by Index Recheck")


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was sent."""

    text: str
    parameters: Sequence[Any]


@contextmanager
def captured() -> Iterator[list[Query]]:
    """Collect the queries that are sent meanwhile."""
    found: list[Query] = []

    def collect(
        execute: Callable[..., Any], text: str, parameters: Any, many: bool, context: Any
    ) -> Any:
        if text.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append(_by_position(text, parameters or ()))
        return execute(text, parameters, many, context)

    with database.execute_wrapper(collect):
        yield found


def _by_position(text: str, parameters: Any) -> Query:
    """Return a query whose parameters have no names any more."""
    if not isinstance(parameters, Mapping):
        return Query(text, tuple(parameters))
    names = re.findall(r"%\((\w+)\)s", text)
    return Query(re.sub(r"%\(\w+\)s", "%s", text), tuple(parameters[name] for name in names))


def whole_reads(queries: Iterable[Query], tables: Collection[str]) -> list[str]:
    """Carry the queries out, and return where they read one of these tables as a whole, or much of it.

    A query that came several times is carried out as it came last.
    """
    return [
        f"{wrong} of {node['Relation Name']}: {query.text}"
        for query in {each.text: each for each in queries}.values()
        for plan in _plans_of(query)
        for node in _nodes(plan)
        if node.get("Relation Name") in tables and (wrong := _wrong(node))
    ]


def _plans_of(query: Query) -> list[Node]:
    """Return the plan made for these parameters, and the one that a prepared statement keeps for any."""
    with database.cursor() as cursor:
        cursor.execute(EXPLAIN + query.text, query.parameters)
        plans = [_plan_in(cursor)]
        cursor.execute("set plan_cache_mode = force_generic_plan")
        cursor.execute(f"prepare explained as {_numbered(query.text)}")
        values = sql.SQL(", ").join(map(sql.Literal, query.parameters))
        given = sql.SQL("({})").format(values) if query.parameters else sql.SQL("")
        cursor.execute(sql.SQL(EXPLAIN) + sql.SQL("execute explained") + given)
        plans.append(_plan_in(cursor))
        cursor.execute("deallocate explained")
        cursor.execute("reset plan_cache_mode")
    return plans


def _numbered(text: str) -> str:
    """Write parameters as PREPARE wants them."""
    numbers = count(1)
    return re.sub("%[s%]", lambda found: f"${next(numbers)}" if found[0] == "%s" else "%", text)


def _plan_in(cursor: CursorWrapper) -> Node:
    ((explained,),) = cursor.fetchone()
    return dict(explained["Plan"])


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _wrong(node: Node) -> str:
    """Say what is wrong with a step that reads a table; empty where nothing is."""
    kind = node["Node Type"]
    rows = (node["Actual Rows"] + sum(node.get(name, 0) for name in UNWANTED)) * node["Actual Loops"]
    if kind == "Seq Scan":
        return "scan"
    if kind.startswith("Index") and "Index Cond" not in node:
        return f"scan of all of {node['Index Name']}"
    if rows > FEW:
        return f"{rows:.0f} rows"
    return f"{node['Plan Rows']} expected rows" if node["Plan Rows"] > ONE_HISTORY else ""
