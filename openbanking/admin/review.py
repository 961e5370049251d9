"""What waits for a decision: readings held back, and sums that do not agree."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.decorators import display

from openbanking.admin.formatting import NOTHING, money
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import Drift, HeldReading
from openbanking.review.quarantine import accept, approve, reject


class DecisionAdmin(MirrorAdmin):  # type: ignore[type-arg]
    """Rows that only the sync writes, and that staff decide about."""

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Tell whether this person may decide; the rows themselves stay read-only."""
        return request.user.has_perm("openbanking.change_account")


@admin.register(HeldReading)
class HeldReadingAdmin(DecisionAdmin):
    list_display = ["account", "tenant", "why", "reading", "served", "as_of", "state", "decided_by"]
    list_filter = ["verdict", "reason", "account__tenant"]
    search_fields = ["account__name", "account__tenant__name"]
    list_select_related = ["account__tenant", "decided_by"]
    fields = readonly_fields = [
        *("account", "why", "reading", "served", "coming", "as_of", "run"),
        *("state", "decided_by", "decided_at", "created_at"),
    ]
    actions = ["approve", "reject"]

    @admin.display(description="Family", ordering="account__tenant__name")
    def tenant(self, reading: HeldReading) -> str:
        return reading.account.tenant.name

    @admin.display(description="What is odd")
    def why(self, reading: HeldReading) -> str:
        return reading.get_reason_display()

    @admin.display(description="Powens says")
    def reading(self, reading: HeldReading) -> SafeString | str:
        return money(reading.balance, reading.currency)

    @admin.display(description="Served meanwhile")
    def served(self, reading: HeldReading) -> SafeString | str:
        return money(reading.last_good, reading.last_good_currency)

    @display(
        description="State",
        label={
            HeldReading.Verdict.WAITING.label: "warning",
            HeldReading.Verdict.APPROVED.label: "success",
            HeldReading.Verdict.REJECTED.label: "danger",
        },
    )
    def state(self, reading: HeldReading) -> str:
        return reading.get_verdict_display()

    @admin.action(description="Approve: it is right, serve it", permissions=["decide"])
    def approve(self, request: HttpRequest, readings: QuerySet[HeldReading]) -> None:
        now = timezone.now()
        done = sum(approve(each, by=request.user, now=now) for each in readings)  # type: ignore[arg-type]
        self.message_user(request, f"{done} readings are served from now on.", messages.SUCCESS)

    @admin.action(description="Reject: it is wrong, keep the last good one", permissions=["decide"])
    def reject(self, request: HttpRequest, readings: QuerySet[HeldReading]) -> None:
        now = timezone.now()
        done = sum(reject(each, by=request.user, now=now) for each in readings)  # type: ignore[arg-type]
        self.message_user(
            request, f"{done} readings stay out for as long as Powens repeats them.", messages.SUCCESS
        )


@admin.register(Drift)
class DriftAdmin(DecisionAdmin):
    list_display = ["kind", "where", "tenant", "difference", "began_on", "state", "ended_at"]
    list_filter = ["kind", ("ended_at", admin.EmptyFieldListFilter), "powens_user__tenant"]
    search_fields = ["account__name", "powens_user__tenant__name"]
    list_select_related = ["account", "powens_user__tenant"]
    fields = readonly_fields = [
        *("kind", "powens_user", "account", "difference", "began_on", "updated_at"),
        *("state", "ended_at"),
    ]
    actions = ["accept"]

    @admin.display(description="Account")
    def where(self, drift: Drift) -> str:
        return drift.account.name if drift.account else NOTHING

    @admin.display(description="Family")
    def tenant(self, drift: Drift) -> str:
        return drift.powens_user.tenant.name

    @admin.display(description="Differs by")
    def difference(self, drift: Drift) -> SafeString | str:
        return money(drift.amount, drift.currency)

    @display(description="State", label={"open": "warning", "ended": "success"})
    def state(self, drift: Drift) -> str:
        return "ended" if drift.ended_at else "open"

    @admin.action(description="Accept: measure from here on", permissions=["decide"])
    def accept(self, request: HttpRequest, drifts: QuerySet[Drift]) -> None:
        now = timezone.now()
        done = sum(accept(each, now=now) for each in drifts.select_related("account"))
        left = drifts.count() - done
        told = f"{done} accounts are measured from here on."
        if left:
            told += f" {left} were left: they have ended, or are Powens' own totals."
        self.message_user(request, told, messages.SUCCESS if not left else messages.WARNING)
