"""What somebody allows a program: of what it asks for, for which families and accounts, how long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext
from oauth2_provider.forms import AllowForm
from oauth2_provider.models import Application

from contracts import Kind
from openbanking.access.groups import groups, keys_of
from openbanking.dashboard.programs.forms import Narrowing
from openbanking.models import User
from openbanking.oauth.validator import NUL


class ConsentForm(Narrowing, AllowForm):
    """The request of a program, in fields nobody sees, and what is allowed of it.

    A program of somebody else's is let into families that there are, and never into those to come.
    """

    def __init__(self, *args: Any, user: User, asked: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        known = groups()
        names = [name for name in known if name in asked]
        self.fields["groups"] = forms.MultipleChoiceField(
            choices=[(name, known[name].label) for name in names], required=False, initial=names
        )
        self.ask_for_whom(user)
        if "families" in self.fields:
            self.fields["families"].initial = [str(each.pk) for each in self.tenants]
            self.fields["families"].help_text = ""
        self.asked = names

    def offered(self) -> Iterator[tuple[str, str, bool, bool]]:
        """Yield what is asked for: name, label, whether it changes something, whether it is ticked."""
        ticked = self["groups"].value() or []
        for name in self.asked:
            group = groups()[name]
            yield name, group.label, group.kind is Kind.COMMAND, name in ticked

    def application(self) -> Application | None:
        """Return which program asks."""
        client_id = self["client_id"].value() or ""
        return None if NUL in client_id else Application.objects.filter(client_id=client_id).first()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.application() is None:
            self.add_error(None, gettext("There is no such program here."))
        if given.get("allow") and not given.get("groups"):
            self.add_error("groups", gettext("Tick what it may do."))
        if given.get("allow") and "families" in self.fields and not given.get("families"):
            self.add_error("families", gettext("Tick a family."))
        return given

    def chosen(self) -> dict[str, Any]:
        """Return what is allowed: scopes, days, and what `consents.allow` narrows it to."""
        names = self.cleaned_data["groups"]
        return {
            "scopes": names,
            "days": self.cleaned_data["days"],
            "narrowed": {"operations": keys_of(names), **self.for_whom()},
        }

    def for_whom(self) -> dict[str, Any]:
        """Return the tenants and accounts that were chosen: all tenants there are, where none were."""
        chosen = super().for_whom()
        return chosen | {"tenants": self.tenants if chosen["tenants"] is None else chosen["tenants"]}

    def say_that_nothing_is_left(self) -> None:
        """Say what became of a choice that leaves nothing to do."""
        self.add_error("groups", gettext("None of this can be done for some accounts alone."))
