"""Add a family: one page that leads from its name to the first figures of a bank."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from contracts import problems
from openbanking.access.roles import needed_for
from openbanking.access.staff import is_limited
from openbanking.admin.acts import Outcome, StaffCommand, members
from openbanking.admin.acts.traces import write_down
from openbanking.admin.readonly import StaffAdmin
from openbanking.admin.scoping import visible
from openbanking.models import Membership, Tenant, User
from openbanking.onboarding.members import address_of_password
from openbanking.onboarding.steps import BEFORE_NAME, progress_of
from openbanking.signin.confirmation import ask_before_change
from openbanking.walls.scope import seeing_every_tenant

ROLES = Membership.Role.choices


class FamilyForm(forms.ModelForm[Tenant]):
    """The first step: what the family is called."""

    class Meta:
        model = Tenant
        fields = ["name", "slug"]
        widgets = {"name": UnfoldAdminTextInputWidget, "slug": UnfoldAdminTextInputWidget}
        labels = {"slug": "Short name"}


class KnownMemberForm(forms.Form):
    """Somebody who can sign in already."""

    user = forms.ModelChoiceField(
        queryset=User.objects.none(), label="Person", widget=UnfoldAdminSelectWidget
    )
    role = forms.ChoiceField(choices=ROLES, widget=UnfoldAdminSelectWidget)


class NewMemberForm(forms.Form):
    """Somebody who has no login yet."""

    first_name = forms.CharField(max_length=150, widget=UnfoldAdminTextInputWidget)
    last_name = forms.CharField(max_length=150, widget=UnfoldAdminTextInputWidget)
    email = forms.EmailField(required=False, label="Mail address", widget=UnfoldAdminEmailInputWidget)
    language = forms.ChoiceField(choices=settings.LANGUAGES, widget=UnfoldAdminSelectWidget)
    role = forms.ChoiceField(choices=ROLES, widget=UnfoldAdminSelectWidget)


class OnboardingPages(StaffAdmin[Tenant]):
    """The guided path of a family, on the ModelAdmin of families."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        return [
            path("onboarding/", view(self.begin_onboarding), name="family-begin"),
            path("<uuid:pk>/onboarding/", view(self.onboarding), name="family-onboarding"),
            path("<uuid:pk>/onboarding/state/", view(self.onboarding_state), name="family-state"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Lead whoever adds a family onto the path."""
        return redirect("admin:family-begin")

    def begin_onboarding(self, request: HttpRequest) -> HttpResponse:
        """Take the name of a new family."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = FamilyForm(request.POST or None)
        if request.method == "POST":
            # A family that is not there yet is nobody's to see; short names are unique among all.
            with seeing_every_tenant(person=request.user.pk):
                if form.is_valid():
                    return redirect("admin:family-onboarding", pk=self._begun(request, form).pk)
        context = {"form": form, "title": "Add a family", "steps": BEFORE_NAME}
        return self._page(request, "admin/onboarding/begin.html", context)

    @transaction.atomic
    def _begun(self, request: HttpRequest, form: FamilyForm) -> Tenant:
        tenant = form.save()
        if is_limited(request.user):
            tenant.staff.add(request.user)  # type: ignore[arg-type]
        self.log_addition(request, tenant, "Added the family.")
        return tenant

    def onboarding(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Show how far a family is and what is next, and do what is asked."""
        tenant = self._family(request, pk)
        if asked_first := ask_before_change(request):
            return asked_first
        known, new = KnownMemberForm(), NewMemberForm(initial={"role": Membership.Role.VIEWER})
        if request.method == "POST":
            asked = request.POST.get("do", "")
            known = KnownMemberForm(request.POST) if asked == "add" else known
            new = NewMemberForm(request.POST) if asked == "invite" else new
        known.fields["user"].queryset = self._others(request, tenant)  # type: ignore[attr-defined]
        newcomer: Membership | None = None
        if request.method == "POST":
            newcomer = self._do_what_was_asked(request, tenant, known, new)
            if newcomer is None and not (known.errors or new.errors):
                return redirect("admin:family-onboarding", pk=tenant.pk)
            if newcomer is not None:
                new = NewMemberForm(initial={"role": Membership.Role.VIEWER})
        context = {
            **self._progress(request, tenant),
            "title": f"{tenant.name}: coming on board",
            "newcomer": newcomer and newcomer.user,
            "link": newcomer and f"{_site(request)}{address_of_password(newcomer.user)}",
            "known": known if known.fields["user"].queryset.exists() else None,  # type: ignore[attr-defined]
            "new": new,
        }
        return self._page(request, "admin/onboarding/page.html", context)

    def onboarding_state(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """Show the part of the page that changes by itself."""
        tenant = self._family(request, pk)
        return render(request, "admin/onboarding/state.html", self._progress(request, tenant))

    def _family(self, request: HttpRequest, pk: Any) -> Tenant:
        if not self.has_view_permission(request):
            raise PermissionDenied
        tenant: Tenant = get_object_or_404(self.get_queryset(request), pk=pk)
        return tenant

    def _others(self, request: HttpRequest, tenant: Tenant) -> Any:
        """Return the people this person sees who could be members and are not."""
        people = visible(self.admin_site, request, User.objects.filter(is_active=True))
        return people.exclude(memberships__tenant=tenant).order_by("first_name", "username")

    def _progress(self, request: HttpRequest, tenant: Tenant) -> dict[str, Any]:
        return {
            "tenant": tenant,
            "progress": progress_of(tenant, now=timezone.now()),
            "may_add": request.user.has_perm("openbanking.add_membership"),
            "may_ask": request.user.has_perm("openbanking.add_invitation"),
            "mails": settings.MAILS_ARE_SENT,
        }

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, template, context)

    def _do_what_was_asked(
        self, request: HttpRequest, tenant: Tenant, known: Any, new: Any
    ) -> Membership | None:
        """Do it, if what was typed is valid; returns the newcomer who is to be handed a link, if any."""
        asked = request.POST.get("do", "")
        self._need(request, members.MAY_BE_ASKED.get(asked))
        try:
            match asked:
                case "add" if known.is_valid():
                    self._add(request, tenant, **known.cleaned_data)
                case "invite" if new.is_valid():
                    return self._invite(request, tenant, new.cleaned_data)
                case "password":
                    return self._send_password_link(request, self._member(tenant, request))
                case "bank":
                    self._ask_for_bank(request, self._member(tenant, request))
        except problems.Problem as problem:
            self.message_user(request, problem.detail, messages.ERROR)
        return None

    def _need(self, request: HttpRequest, command: StaffCommand | None) -> None:
        if command is not None and not request.user.has_perm(needed_for(command.key)):
            raise PermissionDenied

    def _member(self, tenant: Tenant, request: HttpRequest) -> Membership:
        found = tenant.memberships.select_related("user", "tenant")
        try:
            return get_object_or_404(found, pk=request.POST.get("member") or None)
        except ValidationError:
            raise Http404("That is no member's id.") from None

    def _add(self, request: HttpRequest, tenant: Tenant, *, user: User, role: str) -> None:
        self._done(request, tenant, members.add(request, tenant, user_id=user.pk, role=role))

    def _invite(self, request: HttpRequest, tenant: Tenant, given: dict[str, Any]) -> Membership | None:
        """Invite a newcomer; returns the membership where the link is to be handed over."""
        invited = members.invite(request, tenant, **{name: each for name, each in given.items() if each})
        write_down(request, tenant, invited.did)
        member = tenant.memberships.select_related("user", "tenant").get(pk=str(invited.made))
        return self._send_password_link(request, member)

    def _send_password_link(self, request: HttpRequest, member: Membership) -> Membership | None:
        """Have the link mailed by which a newcomer chooses a password.

        Returns the member where no mail went out, so that the link is shown to be handed over.
        """
        outcome = members.mail_password(request, member, site=_site(request))
        if outcome.complete:
            self._done(request, member.tenant, outcome)
            return None
        write_down(request, member.tenant, outcome.did)
        # Shown in the answer itself: what is remembered for the next page is kept in a cookie.
        return member

    def _ask_for_bank(self, request: HttpRequest, member: Membership) -> None:
        """Have the link made by which a member connects a bank; it is shown with its state."""
        self._done(request, member.tenant, members.ask_for_bank(request, member, site=_site(request)))

    def _done(self, request: HttpRequest, tenant: Tenant, outcome: Outcome) -> None:
        write_down(request, tenant, outcome.did)
        self.message_user(request, f"{outcome.did}.", messages.SUCCESS)


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
