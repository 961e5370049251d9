"""What waits for a decision: quarantined readings, and sums that do not agree."""

from __future__ import annotations

from django.contrib import admin
from django.utils.safestring import SafeString
from unfold.decorators import display

from openbanking.admin.acts import Acting
from openbanking.admin.acts.review import ACCEPT, APPROVE, REJECT
from openbanking.admin.formatting import NOTHING, money
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import Discrepancy, QuarantinedReading


@admin.register(QuarantinedReading)
class QuarantinedReadingAdmin(Acting, MirrorAdmin[QuarantinedReading]):
    tenant_path = "account__tenant"
    list_display = ["account", "tenant", "why", "reading", "served", "as_of", "state", "decided_by"]
    list_filter = ["decision", "reason", "account__tenant"]
    search_fields = ["account__name", "account__tenant__name"]
    list_select_related = ["account__tenant", "decided_by"]
    fields = readonly_fields = [
        *("account", "why", "reading", "served", "coming", "as_of", "run"),
        *("state", "decided_by", "decided_at", "created_at"),
    ]
    acts = (APPROVE, REJECT)

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


@admin.register(Discrepancy)
class DiscrepancyAdmin(Acting, MirrorAdmin[Discrepancy]):
    tenant_path = "powens_user__tenant"
    list_display = ["kind", "where", "tenant", "difference", "began_on", "state", "ended_at"]
    list_filter = ["kind", ("ended_at", admin.EmptyFieldListFilter), "powens_user__tenant"]
    search_fields = ["account__name", "powens_user__tenant__name"]
    list_select_related = ["account", "powens_user__tenant"]
    fields = readonly_fields = [
        *("kind", "powens_user", "account", "difference", "began_on", "updated_at"),
        *("state", "ended_at"),
    ]
    acts = (ACCEPT,)

    def named(self, discrepancy: Discrepancy) -> str:
        return f"{self.where(discrepancy)}: {discrepancy}"

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
