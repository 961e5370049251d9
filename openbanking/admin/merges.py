"""Accounts that may be one: staff merge them, refuse to, or take a merge back."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from unfold.decorators import display
from unfold.enums import ActionVariant

from openbanking.admin.buttons import button
from openbanking.admin.review import ReviewItemAdmin
from openbanking.jobs import Reason, request_sync
from openbanking.models import MergeProposal
from openbanking.review.merges import CannotMerge, merge, refuse, undo


@admin.register(MergeProposal)
class MergeProposalAdmin(ReviewItemAdmin):
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
    actions = ["merge", "refuse", "undo"]
    actions_detail = ["merge_these", "refuse_these", "undo_these"]

    def fits(self, name: str, proposal: MergeProposal) -> bool:
        merged = proposal.decision == MergeProposal.Decision.MERGED
        return merged if name == "undo_these" else super().fits(name, proposal)

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

    @admin.action(description="Merge: they are one account", permissions=["decide"])
    def merge(self, request: HttpRequest, proposals: QuerySet[MergeProposal]) -> None:
        self._each(request, proposals, merge, "is one account again; the next sync reads it whole")

    @admin.action(description="Refuse: they are two accounts", permissions=["decide"])
    def refuse(self, request: HttpRequest, proposals: QuerySet[MergeProposal]) -> None:
        self._each(request, proposals, refuse, "stay two accounts")

    @admin.action(description="Undo: make them two accounts again", permissions=["decide"])
    def undo(self, request: HttpRequest, proposals: QuerySet[MergeProposal]) -> None:
        self._each(request, proposals, undo, "are two accounts again; the next sync reads them whole")

    merge_these = button(
        merge,
        name="merge_these",
        title="Merge: they are one account",
        question="The account that went away goes on with what the other one has. It can be undone.",
        permission="decide",
        icon="merge",
        variant=ActionVariant.PRIMARY,
    )
    refuse_these = button(
        refuse,
        name="refuse_these",
        title="Refuse: they are two",
        question="They stay two accounts, and are not proposed again.",
        permission="decide",
        icon="call_split",
    )
    undo_these = button(
        undo,
        name="undo_these",
        title="Undo the merge",
        question="They become two accounts again; the next sync reads them whole.",
        permission="decide",
        icon="undo",
    )

    def _each(
        self,
        request: HttpRequest,
        proposals: QuerySet[MergeProposal],
        decide: Callable[..., None],
        outcome: str,
    ) -> None:
        done = []
        for each in proposals.select_related("merged_away__connection__powens_user"):
            try:
                decide(each, by=request.user, now=timezone.now())
            except CannotMerge as error:
                self.message_user(request, f"{each}: {error}", messages.ERROR)
                continue
            done.append(each.merged_away.connection.powens_user)
            self.message_user(request, f"{each}: {outcome}.", messages.SUCCESS)
        if decide is not refuse:
            request_sync(done, reason=Reason.MERGE)
