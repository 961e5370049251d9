"""What a member types about an alert, a new one or one that is there: as little as its kind needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext

from contracts import problems
from openbanking.alerts.people import people_of
from openbanking.alerts.rules import DEFAULT_DAYS, OF_AMOUNTS, OF_BALANCES
from openbanking.alerts.webhooks import new_secret
from openbanking.dashboard.family import FamilyPage
from openbanking.dashboard.forms import AmountField, show_refusal, usual_currency
from openbanking.models import Account, AlertKind, AlertRule, Kind, Tenant
from openbanking.models.alert_rules import MOST_DAYS
from openbanking.operations.alerts.record import AlertRuleSeen


class AlertForm(forms.Form):
    """The second step: limits, and who is notified by which way.

    Of a `rule` that is there, what it is about stays, and so does the currency of its amount.
    """

    # Shown once, after it was made for a new address.
    secret = ""

    def __init__(
        self,
        *args: Any,
        page: FamilyPage,
        kind: AlertKind,
        rule: AlertRuleSeen | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        tenant = Tenant(pk=page.family.id)
        self.rule = rule
        if kind in DEFAULT_DAYS:
            self.fields["days"] = forms.IntegerField(
                label=gettext("Days"), min_value=1, max_value=MOST_DAYS, initial=DEFAULT_DAYS[kind]
            )
        elif rule is None:
            self._ask_for_account(tenant, kind)
        if kind in OF_AMOUNTS:
            self._ask_for_amount(page, rule)
        self._ask_who_is_notified(tenant, page)
        if rule is not None:
            self._fill_in(rule)

    def _ask_for_amount(self, page: FamilyPage, rule: AlertRuleSeen | None) -> None:
        if rule is not None:
            label = gettext("Amount in %(currency)s") % {"currency": rule.currency}
            self.fields["amount"] = AmountField(label=label)
            return
        self.fields["amount"] = AmountField(label=gettext("Amount"))
        self.fields["currency"] = forms.CharField(
            label=gettext("Currency"),
            max_length=12,
            required=False,
            initial=usual_currency(page.family.id),
        )

    def _ask_for_account(self, tenant: Tenant, kind: AlertKind) -> None:
        accounts = Account.objects.live().not_merged_away().filter(tenant=tenant)
        named = [
            (f"account:{each.pk}", f"{each.connection.institution.name}, {each.name}")
            for each in accounts.select_related("connection__institution").order_by(
                "connection__institution__name", "name"
            )
        ]
        choices: list[Any] = [(gettext("One account"), named)]
        if kind in OF_BALANCES:
            together = [(f"kind:{value}", gettext(label)) for value, label in Kind.choices]
            choices.append((gettext("All of a kind together"), together))
        else:
            choices.insert(0, ("", gettext("Any account of the family")))
        self.fields["target"] = forms.ChoiceField(
            label=gettext("Account"), choices=choices, required=kind in OF_BALANCES
        )

    def _ask_who_is_notified(self, tenant: Tenant, page: FamilyPage) -> None:
        people = [(str(each.pk), each.get_full_name() or each.username) for each in people_of(tenant)]
        self.fields["recipients"] = forms.MultipleChoiceField(
            label=gettext("Who gets a mail"),
            choices=people,
            required=False,
            initial=[str(page.user.pk)],
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["timing"] = forms.ChoiceField(
            label=gettext("When mails are sent"),
            choices=[(value, gettext(label)) for value, label in AlertRule.Timing.choices],
        )
        self.fields["webhook_url"] = forms.CharField(
            label=gettext("Also post it to this address"),
            required=False,
            max_length=500,
            help_text=gettext("For programs: an address beginning with https://. May stay empty."),
        )

    def _fill_in(self, rule: AlertRuleSeen) -> None:
        """Begin with what the rule says; of its address the host alone is known."""
        self.initial = {
            "days": rule.days,
            "amount": rule.amount,
            "recipients": [str(each) for each in rule.recipient_ids],
            "timing": rule.timing,
        }
        if rule.webhook_host:
            self.fields["webhook_url"].help_text = gettext(
                "It is posted to %(host)s. Another address takes its place; empty, it stays."
            ) % {"host": rule.webhook_host}
            self.fields["ends_webhook"] = forms.BooleanField(
                label=gettext("Post it there no more"), required=False
            )

    def given(self) -> dict[str, Any]:
        """Return the input of the operation."""
        typed = self.cleaned_data
        of, _, target = typed.get("target", "").partition(":")
        given = {
            "days": typed.get("days"),
            "amount": typed.get("amount"),
            "currency": typed.get("currency", "").strip().upper() or None,
            "account_id": target if of == "account" else None,
            "account_kind": target if of == "kind" else None,
            "recipient_ids": typed["recipients"],
            "timing": typed["timing"],
        }
        if self.rule is not None:
            given["rule_id"] = self.rule.id
        if url := typed["webhook_url"]:
            self.secret = new_secret()
            given |= {"webhook_url": url, "webhook_secret": self.secret}
        elif typed.get("ends_webhook"):
            given["webhook_url"] = ""
        return given

    def show(self, problem: problems.Problem) -> None:
        """Put what the operation refuses beside the fields that it is about."""
        places = {"accountId": "target", "accountKind": "target", "recipientIds": "recipients"}
        show_refusal(self, problem, places)
