"""Commands of the staff: run by the runner as every operation is, and offered by the admin alone.

They are no promise to programs: no address, no schema and no tool leads to them. Why that is so:
docs/decisions, "What staff do leaves a trace".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from contracts import (
    Auth,
    Caller,
    Channel,
    Input,
    Operation,
    Record,
    Values,
    command,
    fields,
    problems,
    run,
    wire_name,
)
from contracts.registry import Registry
from openbanking.access.roles import needed_for
from openbanking.admin.acts.act import Outcome
from openbanking.models import Tenant

# Beside the registry of what is promised.
STAFF = Registry()

# Does something to a row, for somebody, at an instant, with what it takes by keyword. Raises Problem
# where it cannot be done.
Deed = Callable[..., Outcome]


class RowInput(Input):
    """Which row."""

    row_id = fields.Id(help_text="The row.")


class FamilyRowInput(RowInput):
    """Which row, of which family."""

    tenant_id = fields.Id(required=False, help_text="The family that the row belongs to.")


class OutcomeRecord(Record):
    """What became of a row."""

    did = fields.String(help_text="What was done to it, as a sentence about it ends.")
    complete = fields.Boolean(help_text="Whether nothing of it is left to do.")
    made_id = fields.Id(required=False, help_text="What was made by it, where something was.")


class OutcomeValues(Values, kw_only=True):
    """The values of an OutcomeRecord."""

    did: str
    complete: bool
    made_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class StaffCommand:
    """A command of the staff, to be run for a row by whoever sends a request."""

    operation: Operation
    # The lookup that leads from a row to its family; empty where there is none.
    tenant_path: str

    @property
    def key(self) -> str:
        """Return the key of its operation."""
        return self.operation.meta.key

    def __call__(self, request: HttpRequest, row: Model, **given: object) -> Outcome:
        """Run it on record: policy, family, audit, telemetry. Raises Problem."""
        key = row.pk if isinstance(row.pk, int) else str(row.pk)
        data = {wire_name(name): str(value) for name, value in given.items()} | {"rowId": key}
        if self.tenant_path:
            data["tenantId"] = str(family_of(row, self.tenant_path).pk)
        caller = Caller(user=request.user, channel=Channel.ADMIN)
        answer = run(self.operation, caller, data).values(OutcomeValues)
        return Outcome(answer.did, complete=answer.complete, made=answer.made_id)


def family_of(row: Model, tenant_path: str) -> Any:
    """Return the family of a row, which may be the row itself."""
    found: Any = row
    for name in tenant_path.split("__"):
        found = found if name == "pk" else getattr(found, name)
    return found


def staff_command(
    key: str,
    model: type[Model],
    *,
    tenant_path: str,
    related: Sequence[str] = (),
    takes: type[Input] | None = None,
) -> Callable[[Deed], StaffCommand]:
    """Declare what is done to a row of a model as a command of the staff.

    The row is looked for anew in the family that the policy resolved, with its `related` rows. `takes`
    is its input, where it takes more than the row. Who may run it is said in
    openbanking/access/roles.py, by the key.
    """

    def declare(deed: Deed) -> StaffCommand:
        rows = model._default_manager.select_related(*related) if related else model._default_manager

        def do(caller: Caller, row_id: UUID, of: dict[str, Any], given: Any) -> OutcomeValues:
            if not caller.user.has_perm(needed_for(key)):
                raise problems.Forbidden("This is not for your role.")
            row = rows.filter(**of).filter(pk=row_id).first()
            if row is None:
                raise problems.NotFound("There is no such row any more.")
            done = deed(row, caller.user, timezone.now(), **given)
            return OutcomeValues(did=done.did, complete=done.complete, made_id=done.made)

        def in_family(caller: Caller, tenant: Tenant, *, row_id: UUID, **given: Any) -> OutcomeValues:
            return do(caller, row_id, {tenant_path: tenant.pk}, given)

        def anywhere(caller: Caller, *, row_id: UUID, **given: Any) -> OutcomeValues:
            return do(caller, row_id, {}, given)

        handler = in_family if tenant_path else anywhere
        handler.__doc__ = deed.__doc__
        command(
            key,
            "1.0.0",
            input=takes or (FamilyRowInput if tenant_path else RowInput),
            output=OutcomeRecord,
            goal=(deed.__doc__ or "").partition("\n")[0],
            context="Of the staff, in the admin.",
            owners=["@platform.finance"],
            tags=["staff"],
            auth=Auth.ADMIN,
            into=STAFF,
        )(handler)
        return StaffCommand(STAFF[key], tenant_path)

    return declare
