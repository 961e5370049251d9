"""The queue, where there is one: what waits, what failed, and what to do about it."""

from __future__ import annotations

from django.contrib import admin

# Its own admin asks nothing and leaves no trace. Loaded first, so that it is there to be replaced.
from procrastinate.contrib.django import admin as _replaced  # noqa: F401
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from openbanking.admin.acts import Acting
from openbanking.admin.acts.jobs import ABORT_JOB, CANCEL_JOB, RETRY_JOB
from openbanking.admin.readonly import MirrorAdmin, MirrorInline

admin.site.unregister(ProcrastinateJob)


class EventInline(MirrorInline[ProcrastinateEvent]):
    """When it was taken, and how it ended."""

    unlimited_only = "Work for whatever family."
    model = ProcrastinateEvent
    fields = readonly_fields = ["type", "at"]
    ordering = ["-at"]
    verbose_name_plural = "Events"
    show_change_link = False
    hide_title = True
    tab = False


@admin.register(ProcrastinateJob)
class JobAdmin(Acting, MirrorAdmin[ProcrastinateJob]):
    """Looked after by superusers; no role is given anything of it."""

    unlimited_only = "Work for whatever family."
    list_display = ["number", "task", "about", "progress", "queue_name", "attempts", "scheduled_at"]
    list_filter = [("status", ChoicesDropdownFilter), "queue_name", "task_name"]
    search_fields = ["=id"]
    search_help_text = "The number of a job"
    ordering = ["-id"]
    fields = readonly_fields = [
        *("number", "task", "about", "progress", "queue_name", "priority", "attempts"),
        *("scheduled_at", "lock", "queueing_lock"),
    ]
    inlines = [EventInline]
    acts = (RETRY_JOB, CANCEL_JOB, ABORT_JOB)

    def named(self, job: ProcrastinateJob) -> str:
        return f"{self.task(job)}, number {job.pk}"

    @admin.display(description="Number", ordering="id")
    def number(self, job: ProcrastinateJob) -> int:
        return int(job.pk)

    @admin.display(description="Task", ordering="task_name")
    def task(self, job: ProcrastinateJob) -> str:
        name = str(job.task_name).rpartition(".")[2].removesuffix("_job").replace("_", " ")
        return name.capitalize().replace("powens", "Powens")

    @admin.display(description="About")
    def about(self, job: ProcrastinateJob) -> str:
        return ", ".join(
            f"{name.replace('_', ' ').replace('powens', 'Powens')} {value}"
            for name, value in job.args.items()
        )

    @display(
        description="State",
        label={
            "todo": "info",
            "doing": "info",
            "succeeded": "success",
            "failed": "danger",
            "cancelled": "warning",
            "aborted": "warning",
        },
    )
    def progress(self, job: ProcrastinateJob) -> str:
        return str(job.status)
