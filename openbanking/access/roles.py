"""What each role of the staff may do with each kind of row: declared here, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed
from django.db import router
from django.db.models.signals import post_migrate

VIEW = frozenset({"view"})
# To change a row that only the sync writes is to act on it: sync, decide, disconnect.
ACT = VIEW | {"change"}
ADD = VIEW | {"add"}
KEEP = ACT | {"add", "delete"}
NOTHING: frozenset[str] = frozenset()


class Role(StrEnum):
    """A group of the staff; each may do what the one before it may."""

    VIEWER = "Viewer"
    OPERATOR = "Operator"
    ADMINISTRATOR = "Administrator"


Rights = tuple[frozenset[str], frozenset[str], frozenset[str]]

MIRRORED: Rights = (VIEW, VIEW, VIEW)
DECIDED: Rights = (VIEW, ACT, ACT)
KEPT: Rights = (VIEW, KEEP, KEEP)
CREDENTIALS: Rights = (NOTHING, NOTHING, KEEP)
PEOPLE: Rights = (VIEW, VIEW, KEEP)
INTERNAL: Rights = (NOTHING, NOTHING, NOTHING)

# By role in the order of Role: what a viewer, an operator and an administrator may.
RIGHTS: dict[str, Rights] = {
    "openbanking.account": DECIDED,
    "openbanking.accountowner": MIRRORED,
    "openbanking.alert": MIRRORED,
    "openbanking.alertdelivery": MIRRORED,
    # Whoever adds one is shown the secret it is signed with, once.
    "openbanking.alertendpoint": (VIEW, VIEW, KEEP),
    "openbanking.alertrule": KEPT,
    "openbanking.apitoken": CREDENTIALS,
    "openbanking.auditchain": INTERNAL,
    "openbanking.auditentry": MIRRORED,
    "openbanking.auditrecord": MIRRORED,
    "openbanking.balance": MIRRORED,
    "openbanking.balancereading": MIRRORED,
    "openbanking.callbudget": INTERNAL,
    "openbanking.connection": DECIDED,
    "openbanking.consentwarning": MIRRORED,
    "openbanking.deliveryattempt": MIRRORED,
    "openbanking.discrepancy": DECIDED,
    "openbanking.exchangerate": MIRRORED,
    "openbanking.failedattempt": INTERNAL,
    "openbanking.holding": MIRRORED,
    "openbanking.holdingreading": MIRRORED,
    "openbanking.holdingvalue": MIRRORED,
    "openbanking.institution": MIRRORED,
    "openbanking.invitation": (VIEW, ADD, KEEP),
    "openbanking.loan": MIRRORED,
    "openbanking.loanpayment": MIRRORED,
    "openbanking.manualaccount": KEPT,
    "openbanking.marketorder": MIRRORED,
    "openbanking.membership": (VIEW, ADD, KEEP),
    "openbanking.mergeproposal": DECIDED,
    "openbanking.overview": MIRRORED,
    "openbanking.pocket": MIRRORED,
    "openbanking.powensapplication": CREDENTIALS,
    "openbanking.powensuser": CREDENTIALS,
    "openbanking.quarantinedreading": DECIDED,
    "openbanking.servicekey": INTERNAL,
    "openbanking.statemententry": MIRRORED,
    "openbanking.statementimport": KEPT,
    "openbanking.syncoutcome": MIRRORED,
    "openbanking.syncrun": MIRRORED,
    "openbanking.tenant": (VIEW, ADD | ACT, KEEP),
    "openbanking.tenantkey": INTERNAL,
    "openbanking.transaction": DECIDED,
    "openbanking.user": PEOPLE,
    "openbanking.valuation": KEPT,
    "openbanking.webhookdelivery": MIRRORED,
    "openbanking.webviewsession": MIRRORED,
    # Programs that may ask people to be let in.
    "oauth2_provider.application": CREDENTIALS,
    # Who did what in the admin.
    "admin.logentry": (NOTHING, NOTHING, VIEW),
}

# The permission that an operation for admins needs of staff, by its key. What is not named here asks
# Powens, as the sync does.
TO_ASK_POWENS = "openbanking.change_connection"
NEEDED: dict[str, str] = {
    "staff.connections.invite": "openbanking.add_invitation",
    "staff.members.add": "openbanking.add_membership",
    "staff.members.invite": "openbanking.add_membership",
    "staff.members.password": "openbanking.add_membership",
    "staff.members.ask_for_bank": "openbanking.add_invitation",
    "staff.readings.approve": "openbanking.change_quarantinedreading",
    "staff.readings.reject": "openbanking.change_quarantinedreading",
    "staff.discrepancies.accept": "openbanking.change_discrepancy",
    "staff.merges.merge": "openbanking.change_mergeproposal",
    "staff.merges.refuse": "openbanking.change_mergeproposal",
    "staff.merges.undo": "openbanking.change_mergeproposal",
    "staff.rules.pause": "openbanking.change_alertrule",
    "staff.rules.resume": "openbanking.change_alertrule",
    "staff.rules.remove": "openbanking.change_alertrule",
    "staff.rules.test": "openbanking.change_alertrule",
    "staff.deliveries.retry": "openbanking.change_alertrule",
    "staff.statements.take_back": "openbanking.delete_statementimport",
    "staff.links.renew": "openbanking.change_powensuser",
    "staff.links.unlink": "openbanking.change_powensuser",
    "staff.tokens.revoke": "openbanking.change_apitoken",
    "staff.factors.forget": "openbanking.change_user",
    # Of no role: superusers alone look after the queue.
    "staff.jobs.retry": "procrastinate.change_procrastinatejob",
    "staff.jobs.cancel": "procrastinate.change_procrastinatejob",
    "staff.jobs.abort": "procrastinate.change_procrastinatejob",
}


def needed_for(operation: str) -> str:
    """Return the permission that somebody on the staff needs for an operation for admins."""
    return NEEDED.get(operation, TO_ASK_POWENS)


def permissions_of(role: Role) -> Iterator[tuple[str, str]]:
    """Return the permissions of a role, each as an app's label and a codename."""
    position = list(Role).index(role)
    for label, rights in RIGHTS.items():
        app, model = label.split(".")
        for right in sorted(rights[position]):
            yield app, f"{right}_{model}"


def write_roles(using: str | None = None) -> None:
    """Bring the groups of the roles in step with the declaration; other groups are left alone."""
    group_model = installed.get_model("auth", "Group")
    known = installed.get_model("auth", "Permission").objects.using(using).select_related("content_type")
    by_name = {(each.content_type.app_label, each.codename): each for each in known}
    for role in Role:
        group, _ = group_model.objects.using(using).get_or_create(name=role.value)
        group.permissions.set([by_name[name] for name in permissions_of(role) if name in by_name])


def listen() -> None:
    """Begin to write the roles after each migration: permissions exist from then on only."""
    post_migrate.connect(_migrated, dispatch_uid="openbanking.roles")


def _migrated(sender: AppConfig, using: str, plan: Any = None, **kwargs: object) -> None:
    # Backwards, the tables may be gone; and permissions come app by app, ours and the admin's last.
    if sender.name != "openbanking" or any(backwards for _, backwards in plan or ()):
        return
    if router.allow_migrate(using, "auth", model_name="group"):
        write_roles(using)
