"""Accounts that may be one: staff merge them, refuse to, or take a merge back."""

from __future__ import annotations

from django.contrib import admin
from django.utils.text import capfirst
from unfold.decorators import display

from openbanking.admin.acts import Acting
from openbanking.admin.acts.merges import MERGE, REFUSE, UNDO
from openbanking.admin.readonly import MirrorAdmin
from openbanking.models import MergeProposal


@admin.register(MergeProposal)
class MergeProposalAdmin(Acting, MirrorAdmin[MergeProposal]):
    tenant_path = "kept__tenant"
    list_display = [
        "kept",
        "gone_since",
        "merged_away",
        "there_since",
        "tenant",
        "why",
        "state",
        "decided_by",
    ]
    list_filter = ["decision", "match_reason", "kept__tenant"]
    search_fields = ["kept__name", "merged_away__name", "kept__tenant__name"]
    list_select_related = [
        *("kept__tenant", "kept__connection__institution"),
        *("merged_away__connection__institution", "decided_by"),
    ]
    fields = readonly_fields = [
        *("kept", "gone_since", "merged_away", "there_since", "why"),
        *("state", "decided_by", "decided_at", "created_at"),
    ]
    acts = (MERGE, REFUSE, UNDO)

    @admin.display(description="Family", ordering="kept__tenant__name")
    def tenant(self, proposal: MergeProposal) -> str:
        return proposal.kept.tenant.name

    @admin.display(description="Gone since")
    def gone_since(self, proposal: MergeProposal) -> str:
        gone = proposal.kept.vanished_at
        since = f", {gone:%-d %b %Y}" if gone else ""
        return f"{proposal.kept.connection.institution}{since}"

    @admin.display(description="There since")
    def there_since(self, proposal: MergeProposal) -> str:
        return (
            f"{proposal.merged_away.connection.institution}, {proposal.merged_away.created_at:%-d %b %Y}"
        )

    @admin.display(description="What they share", ordering="match_reason")
    def why(self, proposal: MergeProposal) -> str:
        return capfirst(proposal.get_match_reason_display())

    @display(
        description="State",
        label={
            MergeProposal.Decision.WAITING.label: "warning",
            MergeProposal.Decision.MERGED.label: "success",
            MergeProposal.Decision.REFUSED.label: "danger",
        },
    )
    def state(self, proposal: MergeProposal) -> str:
        return proposal.get_decision_display()
