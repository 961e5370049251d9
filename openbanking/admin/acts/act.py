"""An act of the staff: what it is called, what it asks, what runs, what is reported and written down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.utils import model_ngettext
from django.db.models import Model
from django.http import HttpRequest
from django.utils.text import capfirst
from unfold.enums import ActionVariant

from contracts import problems
from openbanking.access.roles import needed_for
from openbanking.admin.acts.traces import write_down


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row."""

    # As a sentence about the row ends, without a full stop.
    did: str
    # Whether nothing of it is left to do.
    complete: bool = True
    # The id of what was made by it.
    made: UUID | None = None
    # What is shown to whoever did it, and written down nowhere.
    note: str = ""


def always(row: Any) -> bool:
    """Say of any row that it fits."""
    return True


def nothing_else(row: Any) -> Sequence[Model]:
    """Return what an act on a row concerns beside it: nothing."""
    return []


@dataclass(frozen=True, kw_only=True)
class StaffAct:
    """Something that staff may do to rows of a model.

    `asks` is the question without its mark, and what the button says that answers it; `{rows}` stands
    for how many of what. `consequence` is what whoever is asked has to know, for any row or for one.
    """

    # Of the entry in the list's menu; the button of a row's page has `_this` behind it.
    name: str
    # The key of the operation that runs: who may do it is said by that.
    operation: str
    # Runs the operation for a row. Raises Problem.
    do: Callable[[HttpRequest, Any], Outcome]
    label: str
    asks: str
    consequence: str | Callable[[Any], str]
    icon: str
    variant: ActionVariant = ActionVariant.DEFAULT
    # What one and several of the rows are called, where the model's own name does not fit the question.
    noun: tuple[str, str] | None = None
    # Whether it makes sense for a row as it is.
    fits: Callable[[Any], bool] = always
    in_list: bool = True
    on_page: bool = True
    # Whether it gives power: whoever does it says first who they are.
    gives_power: bool = False
    # Whether the row itself is gone afterwards.
    deletes: bool = False
    # What else has it in its history, beside the row.
    concerns: Callable[[Any], Sequence[Model]] = nothing_else
    # What is to be done once, after all rows.
    then: Callable[[list[Any]], object] | None = None

    @property
    def permission(self) -> str:
        """Return the permission that staff need for it."""
        return needed_for(self.operation)

    @property
    def button(self) -> str:
        """Return the name of the button on a row's page."""
        return f"{self.name}_this"

    def asked_of(self, model: type[Model], count: int) -> str:
        """Return what is asked of so many rows: `Approve 3 quarantined readings`."""
        noun = self.noun[count != 1] if self.noun else model_ngettext(model._meta, count)
        return self.asks.format(rows=f"{count} {noun}")

    def consequence_of(self, row: Any) -> str:
        """Return what follows of it; of many rows, what holds for any."""
        return self.consequence if isinstance(self.consequence, str) else self.consequence(row)

    def carry_out(self, model_admin: Any, request: HttpRequest, rows: Iterable[Any]) -> None:
        """Do it to each row; say what happened, and write it down in the history of the row."""
        done: dict[Outcome, list[Any]] = {}
        for row in rows:
            also = self.concerns(row)
            try:
                outcome = self.do(request, row)
            except problems.Problem as problem:
                text = f"{model_admin.named(row)}: {problem.detail}"
                model_admin.message_user(request, text, messages.ERROR)
                continue
            write_down(request, row, outcome.did, deleted=self.deletes, also=also)
            done.setdefault(outcome, []).append(row)
        for outcome, changed in done.items():
            self._report(model_admin, request, outcome, changed)
        if self.then is not None and done:
            self.then([row for changed in done.values() for row in changed])

    def _report(self, model_admin: Any, request: HttpRequest, outcome: Outcome, rows: list[Any]) -> None:
        """Say it once of all rows that the same became of."""
        count = len(rows)
        noun = self.noun[1] if self.noun else model_ngettext(model_admin.opts, count)
        about = model_admin.named(rows[0]) if count == 1 else f"{count} {noun}"
        level = messages.SUCCESS if outcome.complete else messages.WARNING
        text = " ".join(filter(None, [f"{capfirst(about)}: {outcome.did}.", outcome.note]))
        model_admin.message_user(request, text, level)
