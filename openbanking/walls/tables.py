"""How the rows of each table are known to be a tenant's: every table of the service has its decision.

A model with a foreign key `tenant` is decided by that. All others are listed here, and the suite fails
for one that is not: by whose its rows are (WALLED), or as one that is no tenant's, and why (SHARED).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db.models import ForeignKey, Model

# Returns the condition under which a row of a model is seen, in SQL.
Condition = Callable[[type[Model]], str]

# What the statement came with. A sub-select that names no column is computed once a statement; where
# nothing came with it, it is NULL or empty, and nothing is seen.
EVERY = "(SELECT current_setting('banking.tenants', true) = '*')"
TENANTS = (
    "ANY ((SELECT string_to_array(nullif(current_setting('banking.tenants', true), '*'), ',')"
    "::{kind}[])::{kind}[])"
)
PERSON = "(SELECT nullif(current_setting('banking.person', true), '')::{kind})"


class Undecided(Exception):
    """A model whose rows might be a tenant's, and nobody has said."""


def of_tenant(name: str = "tenant", kind: str = "uuid") -> Condition:
    """See rows by the tenant's id in a column."""
    return lambda model: f'"{_column(model, name)}" = {TENANTS.format(kind=kind)}'


def of_person(name: str, kind: str = "uuid") -> Condition:
    """See rows by the person's id in a column."""
    return lambda model: f'"{_column(model, name)}" = {PERSON.format(kind=kind)}'


def through(name: str, owners: Condition | None = None) -> Condition:
    """See rows by what they belong to: whose table has a tenant's id, or is seen by a condition too."""

    def condition(model: type[Model]) -> str:
        owner: Any = model._meta.get_field(name).related_model
        theirs = (owners or of_tenant())(owner)
        return _among(_column(model, name), "id", owner, theirs)

    return condition


def either(*conditions: Condition) -> Condition:
    """See rows for any of several reasons."""
    return lambda model: " OR ".join(f"({each(model)})" for each in conditions)


def both(*conditions: Condition) -> Condition:
    """See rows for all of several reasons alone."""
    return lambda model: " AND ".join(f"({each(model)})" for each in conditions)


def with_own_membership(model: type[Model]) -> str:
    """See tenants that a person belongs to, before anything else is known."""
    memberships: Any = model._meta.get_field("memberships").related_model
    return _among("id", "tenant_id", memberships, f'"user_id" = {PERSON.format(kind="uuid")}')


WALLED: dict[str, Condition] = {
    "openbanking.Tenant": either(of_tenant("id"), with_own_membership),
    "openbanking.Membership": either(of_tenant(), of_person("user")),
    "openbanking.AlertDelivery": through("alert"),
    "openbanking.AlertRule_recipients": through("alertrule"),
    "openbanking.AuditEntry": of_tenant("tenant", kind="text"),
    "openbanking.AuditRecord": of_tenant("tenant", kind="text"),
    "openbanking.Balance": through("account"),
    "openbanking.BalanceReading": through("account"),
    "openbanking.ConsentWarning": through("connection"),
    "openbanking.DeliveryAttempt": through("delivery", through("alert")),
    "openbanking.Discrepancy": through("powens_user"),
    "openbanking.HoldingReading": through("holding"),
    "openbanking.HoldingValue": through("holding"),
    "openbanking.Loan": through("account"),
    "openbanking.LoanPayment": through("account"),
    "openbanking.MergeProposal": both(through("kept"), through("merged_away")),
    "openbanking.QuarantinedReading": through("account"),
    "openbanking.StatementEntry": through("account"),
    "openbanking.StatementImport": through("account"),
    "openbanking.SyncOutcome": through("powens_user"),
    "openbanking.Transaction": through("account"),
    "openbanking.Valuation": through("account"),
    "openbanking.WebhookDelivery": through("powens_user"),
    # Names its row in words, of whatever family: staff of some families see what they did themselves.
    "admin.LogEntry": of_person("user"),
    # Answers hold what a tenant was answered; they are given again to whoever got them alone.
    "contracts.RememberedAnswer": of_person("caller", kind="text"),
}

_ASKED_FIRST = "Asked before it is known who calls, to find that out."
_NARROWS = "Narrows what a token opens, and is asked before it is known whose rows are seen."
_OF_DJANGO = "Django's own, the same for everybody."
_FOR_ALL = "Facts about the world, which every family reads alike."
SHARED: dict[str, str] = {
    "auth.Group": _OF_DJANGO,
    "auth.Group_permissions": _OF_DJANGO,
    "auth.Permission": _OF_DJANGO,
    "contenttypes.ContentType": _OF_DJANGO,
    "sessions.Session": _ASKED_FIRST,
    "account.EmailAddress": _ASKED_FIRST,
    "account.EmailConfirmation": _ASKED_FIRST,
    "axes.AccessAttempt": _ASKED_FIRST,
    "axes.AccessAttemptExpiration": _ASKED_FIRST,
    "axes.AccessFailureLog": _ASKED_FIRST,
    "axes.AccessLog": _ASKED_FIRST,
    "mfa.Authenticator": _ASKED_FIRST,
    "socialaccount.SocialAccount": _ASKED_FIRST,
    "socialaccount.SocialApp": _ASKED_FIRST,
    "socialaccount.SocialToken": _ASKED_FIRST,
    "usersessions.UserSession": _ASKED_FIRST,
    "oauth2_provider.AccessToken": _ASKED_FIRST,
    "oauth2_provider.Application": _ASKED_FIRST,
    "oauth2_provider.DeviceGrant": _ASKED_FIRST,
    "oauth2_provider.Grant": _ASKED_FIRST,
    "oauth2_provider.IDToken": _ASKED_FIRST,
    "oauth2_provider.RefreshToken": _ASKED_FIRST,
    "openbanking.FailedAttempt": _ASKED_FIRST,
    "openbanking.AuditChain": "Where the audit begins and ends: numbers and hashes.",
    "contracts.CallCount": "How often something was called: ids and numbers.",
    "openbanking.ApiToken": _ASKED_FIRST,
    "openbanking.ApiToken_tenants": _NARROWS,
    "openbanking.ApiToken_accounts": _NARROWS,
    "openbanking.User": _ASKED_FIRST,
    "openbanking.User_groups": _ASKED_FIRST,
    "openbanking.User_user_permissions": _ASKED_FIRST,
    "openbanking.CallBudget": "How often Powens was called, by all together.",
    "openbanking.ExchangeRate": _FOR_ALL,
    "openbanking.Institution": _FOR_ALL,
    "openbanking.ServiceKey": "Keys of the service, encrypted with the master keys.",
    "openbanking.SyncRun": "When a run began and ended; what it did to whom is in its outcomes.",
    "procrastinate.ProcrastinateJob": "Work that waits: ids of Powens users.",
    "procrastinate.ProcrastinateEvent": "Work that waits: when it was taken and done.",
    "procrastinate.ProcrastinatePeriodicDefer": "Work that waits: when it is due.",
    "procrastinate.ProcrastinateWorker": "Which workers there are.",
}


def tables() -> Iterator[type[Model]]:
    """Yield every model that has a table, in the order of their names."""
    models = apps.get_models(include_auto_created=True)
    yield from sorted(
        (each for each in models if not each._meta.proxy), key=lambda each: each._meta.db_table
    )


def condition_of(model: type[Model]) -> str | None:
    """Return under which condition a row is seen, None for a table that is no tenant's.

    Raises Undecided for a model that has neither a foreign key `tenant` nor an entry above.
    """
    label = model._meta.label
    if label in SHARED:
        return None
    decided = WALLED.get(label) or _by_its_tenant(model)
    if decided is None:
        raise Undecided(
            f"{label} has no foreign key `tenant`: say in {__name__} how its rows are known to be a "
            "tenant's, or that they are nobody's."
        )
    return f"{EVERY} OR {decided(model)}"


def _by_its_tenant(model: type[Model]) -> Condition | None:
    fields = {field.name: field for field in model._meta.concrete_fields}
    return of_tenant() if isinstance(fields.get("tenant"), ForeignKey) else None


def _column(model: type[Model], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]


def _among(column: str, found: str, model: type[Model], condition: str) -> str:
    """Return the condition that a value is among those of another table; all are names of our models."""
    return f'"{column}" IN (SELECT "{found}" FROM "{model._meta.db_table}" WHERE {condition})'  # noqa: S608
