"""What somebody chooses of a new token: for whom, what it may do, and for how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy, ngettext

from contracts import Kind
from openbanking.access.groups import Group, groups, keys_of
from openbanking.access.tokens import accounts_for_tokens, usual_days
from openbanking.models import Account, Tenant, User

DAYS = (7, 30, 90, 365)
READING, EVERYTHING, SOME = "reading", "everything", "some"


class Narrowing(forms.Form):
    """For which families and accounts of somebody a program is let in, and for how long."""

    def ask_for_whom(self, user: User) -> None:
        """Ask for families, where there are several, for accounts, and for how long."""
        self.tenants = list(Tenant.objects.visible_to(user))
        self.accounts = list(accounts_for_tokens(user))
        if len(self.tenants) > 1:
            self.fields["families"] = forms.MultipleChoiceField(
                label=gettext("Families"),
                choices=[(str(each.pk), each.name) for each in self.tenants],
                required=False,
                help_text=gettext("None ticked: all of yours, also those to come."),
                widget=forms.CheckboxSelectMultiple,
            )
        if self.accounts:
            self.fields["accounts"] = forms.MultipleChoiceField(
                label=gettext("Only some accounts"),
                choices=list(self._accounts_by_place()),
                required=False,
                help_text=gettext(
                    "None ticked: all of them. With some ticked, it reads nothing of any other, and no "
                    "sums over a family."
                ),
                widget=forms.CheckboxSelectMultiple,
            )
        usual = usual_days()
        self.fields["days"] = forms.TypedChoiceField(
            label=gettext("How long it is good"),
            coerce=int,
            choices=[(each, _for_days(each)) for each in [*sorted({*DAYS, usual} - {0}), 0]],
            initial=usual,
        )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        families, chosen = set(given.get("families") or ()), set(given.get("accounts") or ())
        if families and any(
            str(each.tenant_id) not in families for each in self.accounts if str(each.pk) in chosen
        ):
            self.add_error("accounts", gettext("One of them is of a family that you did not tick."))
        return given

    def for_whom(self) -> dict[str, Any]:
        """Return which tenants and accounts were chosen, None for all."""
        return {
            "tenants": _chosen(self.tenants, self.cleaned_data.get("families")),
            "accounts": _chosen(self.accounts, self.cleaned_data.get("accounts")),
        }

    def _accounts_by_place(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        by_place: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for each in self.accounts:
            bank = each.connection.institution.name
            place = f"{each.tenant.name} · {bank}" if len(self.tenants) > 1 else bank
            by_place[place].append((str(each.pk), each.name))
        yield from by_place.items()


class TokenForm(Narrowing):
    """A new token of whoever asks. What is left out of families and accounts is all of them."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=100,
        help_text=gettext_lazy("To know it by in the list, such as “Household book”."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    reach = forms.ChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[
            (READING, gettext_lazy("Read what I may see")),
            (SOME, gettext_lazy("Only what I tick")),
            (EVERYTHING, gettext_lazy("Everything I may do myself")),
        ],
        initial=READING,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["groups"] = forms.MultipleChoiceField(
            choices=[(name, group.label) for name, group in groups().items()], required=False
        )
        self.ask_for_whom(user)

    def group_rows(self) -> Iterator[tuple[str, list[tuple[Group | None, bool]]]]:
        """Yield each resource with its two groups, what reads and what changes, and which are ticked."""
        ticked = set(self.data.getlist("groups")) if self.is_bound else set()  # type: ignore[attr-defined]
        by_resource: dict[str, dict[Kind, Group]] = defaultdict(dict)
        for group in groups().values():
            by_resource[group.resource][group.kind] = group
        for found in by_resource.values():
            offered = [found.get(kind) for kind in Kind]
            label = next(iter(found.values())).label
            yield label, [(each, each is not None and each.name in ticked) for each in offered]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reach") == SOME and not given.get("groups"):
            self.add_error("reach", gettext("Tick what it may do."))
        return given

    def given(self) -> dict[str, Any]:
        """Return what `make_token` takes, but for whose it is and when it expires."""
        typed = self.cleaned_data
        return {
            "name": typed["name"],
            "operations": self._operations(typed),
            **self.for_whom(),
        }

    def _operations(self, typed: dict[str, Any]) -> set[str]:
        if typed["reach"] == EVERYTHING:
            return set()
        if typed["reach"] == SOME:
            return keys_of(typed["groups"])
        return {key for each in groups().values() if each.kind is Kind.QUERY for key in each.keys}


def _chosen(rows: list[Any], ids: list[str] | None) -> list[Tenant] | list[Account] | None:
    return [each for each in rows if str(each.pk) in ids] if ids else None


def _for_days(days: int) -> str:
    if not days:
        return gettext("Until I revoke it")
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}
