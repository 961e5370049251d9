"""What waits for a decision: quarantined readings, and sums that do not agree."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.enums import ActionVariant

from openbanking.admin.buttons import Buttons, button
from openbanking.admin.formatting import NOTHING, money
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import Discrepancy, QuarantinedReading
from openbanking.review.quarantine import accept, approve, reject


class ReviewItemAdmin(Buttons, MirrorAdmin):  # type: ignore[type-arg]
    """Rows that only the sync writes, and that staff decide about."""

    def fits(self, name: str, row: Any) -> bool:
        """Offer to decide what waits."""
        return bool(row.decision == "waiting")

    def has_decide_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Tell whether this person may decide; the rows themselves stay read-only."""
        return request.user.has_perm(f"openbanking.change_{self.opts.model_name}")


@admin.register(QuarantinedReading)
class QuarantinedReadingAdmin(ReviewItemAdmin):
    tenant_path = "account__tenant"
    list_display = ["account", "tenant", "why", "reading", "served", "as_of", "state", "decided_by"]
    list_filter = ["decision", "reason", "account__tenant"]
    search_fields = ["account__name", "account__tenant__name"]
    list_select_related = ["account__tenant", "decided_by"]
    fields = readonly_fields = [
        *("account", "why", "reading", "served", "coming", "as_of", "run"),
        *("state", "decided_by", "decided_at", "created_at"),
    ]
    actions = ["approve", "reject"]
    actions_detail = ["approve_this", "reject_this"]

    @admin.display(description="Family", ordering="account__tenant__name")
    def tenant(self, reading: QuarantinedReading) -> str:
        return reading.account.tenant.name

    @admin.display(description="What is odd")
    def why(self, reading: QuarantinedReading) -> str:
        return reading.get_reason_display()

    @admin.display(description="Powens says")
    def reading(self, reading: QuarantinedReading) -> SafeString | str:
        return money(reading.balance, reading.currency)

    @admin.display(description="Served meanwhile")
    def served(self, reading: QuarantinedReading) -> SafeString | str:
        return money(reading.last_good, reading.last_good_currency)

    @display(
        description="State",
        label={
            QuarantinedReading.Decision.WAITING.label: "warning",
            QuarantinedReading.Decision.APPROVED.label: "success",
            QuarantinedReading.Decision.REJECTED.label: "danger",
        },
    )
    def state(self, reading: QuarantinedReading) -> str:
        return reading.get_decision_display()

    @admin.action(description="Approve: it is right, serve it", permissions=["decide"])
    def approve(self, request: HttpRequest, readings: QuerySet[QuarantinedReading]) -> None:
        now = timezone.now()
        done = sum(approve(each, by=request.user, now=now) for each in readings)  # type: ignore[arg-type]
        self.message_user(request, f"{done} readings are served from now on.", messages.SUCCESS)

    @admin.action(description="Reject: it is wrong, keep the last good one", permissions=["decide"])
    def reject(self, request: HttpRequest, readings: QuerySet[QuarantinedReading]) -> None:
        now = timezone.now()
        done = sum(reject(each, by=request.user, now=now) for each in readings)  # type: ignore[arg-type]
        self.message_user(
            request, f"{done} readings stay out for as long as Powens repeats them.", messages.SUCCESS
        )

    approve_this = button(
        approve,
        name="approve_this",
        title="Approve: it is right, serve it",
        question="It becomes the account's balance, from now on and for everybody.",
        permission="decide",
        icon="check_circle",
        variant=ActionVariant.PRIMARY,
    )
    reject_this = button(
        reject,
        name="reject_this",
        title="Reject: it is wrong",
        question="The last good balance stays, for as long as Powens repeats this reading.",
        permission="decide",
        icon="cancel",
        variant=ActionVariant.DANGER,
    )


@admin.register(Discrepancy)
class DiscrepancyAdmin(ReviewItemAdmin):
    tenant_path = "powens_user__tenant"
    list_display = ["kind", "where", "tenant", "difference", "began_on", "state", "ended_at"]
    list_filter = ["kind", ("ended_at", admin.EmptyFieldListFilter), "powens_user__tenant"]
    search_fields = ["account__name", "powens_user__tenant__name"]
    list_select_related = ["account", "powens_user__tenant"]
    fields = readonly_fields = [
        *("kind", "powens_user", "account", "difference", "began_on", "updated_at"),
        *("state", "ended_at"),
    ]
    actions = ["accept"]
    actions_detail = ["accept_this"]

    def fits(self, name: str, discrepancy: Discrepancy) -> bool:
        return discrepancy.ended_at is None and discrepancy.account_id is not None

    @admin.display(description="Account")
    def where(self, discrepancy: Discrepancy) -> str:
        return discrepancy.account.name if discrepancy.account else NOTHING

    @admin.display(description="Family")
    def tenant(self, discrepancy: Discrepancy) -> str:
        return discrepancy.powens_user.tenant.name

    @admin.display(description="Differs by")
    def difference(self, discrepancy: Discrepancy) -> SafeString | str:
        return money(discrepancy.amount, discrepancy.currency)

    @display(description="State", label={"open": "warning", "ended": "success"})
    def state(self, discrepancy: Discrepancy) -> str:
        return "ended" if discrepancy.ended_at else "open"

    @admin.action(description="Accept: measure from here on", permissions=["decide"])
    def accept(self, request: HttpRequest, discrepancies: QuerySet[Discrepancy]) -> None:
        now = timezone.now()
        done = sum(accept(each, now=now) for each in discrepancies.select_related("account"))
        left = discrepancies.count() - done
        text = f"{done} accounts are measured from here on."
        if left:
            text += f" {left} were left: they have ended, or are Powens' own totals."
        self.message_user(request, text, messages.SUCCESS if not left else messages.WARNING)

    accept_this = button(
        accept,
        name="accept_this",
        title="Accept: measure from here on",
        question="The balance and the transactions are taken as they are, and measured from here on.",
        permission="decide",
        icon="check_circle",
    )
