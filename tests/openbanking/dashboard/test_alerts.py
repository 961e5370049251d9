"""The page of alerts: one's own rules, a new one in two steps, a test, a pause, and the log."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from openbanking.models import Alert, AlertEndpoint, AlertRule
from tests import factories

PAGE = "/families/alices/alerts/"


@pytest.fixture
def member(member, alice):
    alice.email = "alice@example.org"
    alice.save()
    return member


@pytest.fixture
def rule(alices, alice):
    return factories.make_alert_rule(alices, alice, days=1, recipients=(alice,))


def do(member, rule, to):
    return member.post(f"{PAGE}{rule.pk}/{to}/", follow=True).content.decode()


def test_every_kind_is_offered_and_its_form_opens(member, account):
    text = member.get(f"{PAGE}new/").content.decode()
    for kind in re.findall(r"/alerts/new/(\w+)/", text):
        assert member.get(f"{PAGE}new/{kind}/").status_code == 200
    assert member.get(f"{PAGE}new/colour/").status_code == 404


def test_rule_is_added_in_two_steps(member, alice, account):
    typed = {
        "target": f"account:{account.pk}",
        "amount": "500.05",
        "currency": "",
        "recipients": [str(alice.pk)],
        "timing": "daily",
    }
    assert member.post(f"{PAGE}new/balance_below/", typed).status_code == 302
    rule = AlertRule.objects.get()
    assert (rule.owner, rule.account, rule.amount) == (alice, account, Decimal("500.05"))
    assert (rule.currency, rule.timing) == ("EUR", "daily")
    text = member.get(PAGE).content.decode()
    assert f"{account.name} below " in text
    assert "500.05" in text


def test_what_is_missing_is_said_beside_its_field(member, alice, account):
    typed = {"target": "kind:cash", "amount": "500", "currency": "", "timing": "at_once"}
    text = member.post(f"{PAGE}new/balance_below/", typed).content.decode()
    assert "Give the currency of the amount." in text
    assert not AlertRule.objects.exists()


def test_secret_of_a_new_address_is_shown_once(member, alice):
    typed = {"days": "2", "timing": "at_once", "webhook_url": "https://hooks.example.org/shibboleth"}
    text = member.post(f"{PAGE}new/bank_broken/", typed).content.decode()
    endpoint = AlertEndpoint.objects.get()
    assert endpoint.secret is not None
    assert endpoint.secret.reveal() in text
    again = member.get(PAGE).content.decode()
    assert endpoint.secret.reveal() not in again
    assert "hooks.example.org" in again
    assert "shibboleth" not in again


def test_address_that_may_not_be_posted_to_is_refused(member):
    typed = {"days": "2", "timing": "at_once", "webhook_url": "https://10.0.0.1/"}
    text = member.post(f"{PAGE}new/bank_broken/", typed).content.decode()
    assert "not a public one" in text
    assert not AlertRule.objects.exists()


def test_removing_is_asked_about_first(member, rule):
    text = member.get(f"{PAGE}{rule.pk}/remove/").content.decode()
    assert "A bank is broken" in text
    assert "Nobody is notified by it any more" in text
    rule.refresh_from_db()
    assert rule.removed_at is None


class TestChanging:
    @pytest.fixture
    def low(self, alices, alice, account):
        return factories.make_alert_rule(
            alices,
            alice,
            kind="balance_below",
            account=account,
            amount=Decimal("500.05"),
            currency="EUR",
            recipients=(alice,),
        )

    def change(self, member, rule, **typed):
        return member.post(f"{PAGE}{rule.pk}/change/", {"timing": "at_once", **typed})

    def test_form_begins_with_what_the_rule_says(self, member, low, account):
        text = member.get(f"{PAGE}{low.pk}/change/").content.decode()
        assert f"{account.name} below" in text
        assert 'value="500.05"' in text
        assert "Amount in EUR" in text
        assert 'name="target"' not in text

    def test_limits_change_and_it_begins_anew(self, member, low, alice):
        answer = self.change(
            member, low, amount="250.000000000000000001", timing="daily", recipients=[str(alice.pk)]
        )
        assert answer["Location"] == PAGE
        before = low.armed_at
        low.refresh_from_db()
        assert low.amount == Decimal("250.000000000000000001")
        assert (low.currency, low.timing, low.account) == ("EUR", "daily", low.account)
        assert low.armed_at > before

    def test_what_is_wrong_is_said_beside_its_field(self, member, low):
        text = self.change(member, low, amount="100").content.decode()
        assert "Say who is told" in text
        low.refresh_from_db()
        assert low.amount == Decimal("500.05")

    def test_address_stays_unless_another_is_given_or_it_is_ended(self, member, low, alices, alice):
        low.endpoint = factories.make_alert_endpoint(alices, alice, "https://hooks.example.org/secret")
        low.save()
        typed = {"amount": "100", "recipients": [str(alice.pk)]}
        text = member.get(f"{PAGE}{low.pk}/change/").content.decode()
        assert "posted to hooks.example.org" in text
        assert "hooks.example.org/secret" not in text
        self.change(member, low, **typed)
        low.refresh_from_db()
        assert low.endpoint is not None
        self.change(member, low, **typed, ends_webhook="on")
        low.refresh_from_db()
        assert low.endpoint is None

    def test_rules_of_others_have_no_form(self, member, alices, bob):
        theirs = factories.make_alert_rule(alices, bob, days=1)
        for to in ("change", "remove"):
            assert member.get(f"{PAGE}{theirs.pk}/{to}/").status_code == 404


def test_rule_is_tested_paused_and_removed(member, rule, settings, mailoutbox):
    settings.MAILS_ARE_SENT = True
    assert "The test was sent." in do(member, rule, "test")
    assert [each.to for each in mailoutbox] == [["alice@example.org"]]
    assert "paused" in do(member, rule, "pause")
    assert "paused" not in do(member, rule, "resume")
    assert "A bank is broken" not in do(member, rule, "remove").partition("What came about")[0]
    assert Alert.objects.filter(rule=rule).exists()


def test_what_came_about_is_listed(member, rule, account):
    factories.make_alert(rule, connection=account.connection)
    text = member.get(PAGE).content.decode()
    assert "Banque du Test can no longer be read" in text
    assert "still so" in text


def test_what_came_about_leads_to_the_account_it_is_about(member, alices, alice, account):
    low = factories.make_alert_rule(alices, alice, kind="balance_below", amount=500, currency="EUR")
    factories.make_alert(low, account=account, amount=Decimal(412), currency="EUR")
    assert f"/families/alices/accounts/{account.pk}/" in member.get(PAGE).content.decode()


def test_others_rules_are_not_seen_nor_changed(member, alices, bob):
    theirs = factories.make_alert_rule(alices, bob, days=1)
    factories.make_alert(theirs)
    text = member.get(PAGE).content.decode()
    assert "A bank is broken" not in text
    assert "Nothing yet." in text
    for to in ("pause", "remove", "test", "change"):
        assert member.post(f"{PAGE}{theirs.pk}/{to}/").status_code == 404
    theirs.refresh_from_db()
    assert (theirs.enabled, theirs.removed_at) == (True, None)


def test_other_family_has_no_page(member, bobs):
    assert member.get("/families/bobs/alerts/").status_code == 404
