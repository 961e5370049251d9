"""Programs that may ask people to be let in by OAuth, made known here by staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from oauth2_provider.models import Application
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget

from openbanking.admin.power import GivesPower
from openbanking.admin.readonly import StaffAdmin
from openbanking.models import ApiToken
from openbanking.oauth.validator import is_private

# What the toolkit keeps of codes and tokens is nobody's to read.
for _model in list(admin.site._registry):
    if _model._meta.app_label == "oauth2_provider":
        admin.site.unregister(_model)


class ApplicationForm(forms.ModelForm[Any]):
    """Insists on addresses to lead back to that nobody on the way can read."""

    class Meta:
        model = Application
        fields = ["name", "redirect_uris", "client_type"]
        widgets = {"redirect_uris": UnfoldAdminTextareaWidget}
        labels = {"redirect_uris": "Addresses it leads back to", "client_type": "Kind"}
        help_texts = {
            "redirect_uris": "One a line, exactly as the program sends it: https, or http on the "
            "person's own machine (http://127.0.0.1/…, any port).",
            "client_type": "Confidential: it runs on a server and keeps a secret. Public: it runs on "
            "people's own machines.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = self.fields["redirect_uris"].required = True
        self.fields["name"].help_text = "People read it when they are asked."

    def clean_redirect_uris(self) -> str:
        """Return the addresses, separated as the toolkit does; raises ValidationError."""
        uris: list[str] = self.cleaned_data["redirect_uris"].split()
        if open_ones := [each for each in uris if not is_private(each)]:
            raise forms.ValidationError(f"Not private: {', '.join(open_ones)}")
        return " ".join(uris)


@admin.register(Application)
class ProgramAdmin(GivesPower, StaffAdmin[Any]):
    unlimited_only = "A program may ask anybody, of whatever family."
    form = ApplicationForm
    list_display = ["name", "kind", "known_by", "people", "created"]
    list_filter = ["client_type", "registration_source"]
    search_fields = ["name", "client_id"]
    ordering = ["name"]
    kept_back = {"client_secret"}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        now = timezone.now()
        let_in = ApiToken.objects.usable(now).begun().filter(application=OuterRef("pk")).order_by()
        counted = let_in.values("application").annotate(people=Count("user", distinct=True))
        return super().get_queryset(request).annotate(people_count=Subquery(counted.values("people")))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*ApplicationForm.Meta.fields, *(["client_id", "known_by", "people"] if obj else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["client_type", "client_id", "known_by", "people"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.authorization_grant_type = Application.GRANT_AUTHORIZATION_CODE
            # On the request: the row has its hash alone.
            confidential = obj.client_type == Application.CLIENT_CONFIDENTIAL
            request.secret = obj.client_secret if confidential else ""  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        """Show what the program needs, its secret this once."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Hand this over to the program",
            "application": obj,
            "secret": request.secret,  # type: ignore[attr-defined]
        }
        answer = TemplateResponse(request, "admin/tokens/program.html", context)
        add_never_cache_headers(answer)
        return answer

    @display(description="Kind", label={"public": "info", "confidential": "success"})
    def kind(self, application: Any) -> str:
        return str(application.client_type)

    @display(description="Made known by", label={"the staff": "success", "itself": "warning"})
    def known_by(self, application: Any) -> str:
        by_staff = application.registration_source == Application.RegistrationSource.MANUAL
        return "the staff" if by_staff else "itself"

    @admin.display(description="Let in by", ordering="people_count")
    def people(self, application: Any) -> str:
        count = application.people_count or 0
        return f"{count} {'person' if count == 1 else 'people'}"
