"""Alerts in the admin: rules are made soundly, tested by a button, and what failed is tried again."""

from __future__ import annotations

import re

import pytest

from openbanking.models import Alert, AlertDelivery, AlertEndpoint, AlertRule
from tests import factories
from tests.openbanking.admin.test_actions import act, press

RULES = "/admin/openbanking/alertrule/"


@pytest.fixture
def given(alices, alice, account):
    """What is typed for a rule about an account's balance."""
    return {
        "tenant": str(alices.pk),
        "kind": "balance_below",
        "account": str(account.pk),
        "account_kind": "",
        "amount": "500.000000000000000001",
        "currency": "",
        "days": "",
        "recipients": [str(alice.pk)],
        "endpoint": "",
        "timing": "at_once",
        "enabled": "on",
    }


def test_rule_is_made_with_every_digit_and_its_account_s_currency(staff, given):
    assert staff.post(f"{RULES}add/", given).status_code == 302
    rule = AlertRule.objects.get()
    assert (f"{rule.amount:f}", rule.currency) == ("500.000000000000000001", "EUR")
    assert rule.owner.username == "root"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": ""}, "Give an amount."),
        ({"account_kind": "cash"}, "Choose an account, or a kind of accounts."),
        ({"currency": "USD"}, "This account is in EUR."),
        ({"recipients": []}, "Say who is told"),
        ({"kind": "movement", "amount": "-1"}, "Give an amount above zero"),
        ({"kind": "bank_broken", "days": "0"}, "greater than or equal to 1"),
    ],
)
def test_rule_that_says_nothing_is_refused(staff, given, wrong, said):
    page = staff.post(f"{RULES}add/", given | wrong)
    assert said in page.content.decode()
    assert not AlertRule.objects.exists()


def test_stranger_to_the_family_is_not_told(staff, given, bob, bobs):
    page = staff.post(f"{RULES}add/", given | {"recipients": [str(bob.pk)]})
    assert "Only members of the family" in page.content.decode()


def test_account_of_another_family_is_refused(staff, given, bob, bobs):
    foreign = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    page = staff.post(f"{RULES}add/", given | {"account": str(foreign.pk)})
    assert "There is no such account in this family." in page.content.decode()


def test_test_is_asked_about_and_sent(staff, alices, alice, settings, mailoutbox):
    settings.MAILS_ARE_SENT = True
    alice.email = "alice@example.org"
    alice.save()
    rule = factories.make_alert_rule(alices, alice, recipients=(alice,))
    address = f"{RULES}{rule.pk}/send-test-this/"
    assert "marked as a test and goes to: alice" in staff.get(address).content.decode()
    assert not Alert.objects.exists()
    page = staff.get(press(staff, rule, "send-test-this")["HX-Redirect"])
    assert "a test was sent, 1 taken." in page.content.decode()
    assert Alert.objects.get().test
    assert len(mailoutbox) == 1


def test_actions_pause_go_on_and_remove(staff, alices, alice):
    rule = factories.make_alert_rule(alices, alice)

    def do(action: str) -> None:
        act(staff, "alertrule", action, rule)
        rule.refresh_from_db()

    do("pause")
    assert rule.enabled is False
    do("go_on")
    assert (rule.enabled, rule.removed_at) == (True, None)
    assert rule.armed_at > factories.NOW
    do("remove")
    assert AlertRule.objects.kept().count() == 0
    assert str(rule.pk) not in staff.get(RULES).content.decode()


class TestAddresses:
    ADD = "/admin/openbanking/alertendpoint/add/"

    def test_secret_is_shown_once(self, staff, alices):
        given = {"tenant": str(alices.pk), "url": "https://hooks.example.org/a-token"}
        answer = staff.post(self.ADD, given)
        endpoint = AlertEndpoint.objects.get()
        assert re.search(r"whsec_[\w+/=]{44}", answer.content.decode())
        again = staff.get(f"/admin/openbanking/alertendpoint/{endpoint.pk}/change/").content.decode()
        assert endpoint.secret is not None
        assert endpoint.secret.reveal() not in again
        assert "a-token" not in staff.get("/admin/openbanking/alertendpoint/").content.decode()

    def test_secret_is_in_no_cookie_and_no_cache(self, staff, alices):
        answer = staff.post(self.ADD, {"tenant": str(alices.pk), "url": "https://hooks.example.org/"})
        assert "no-store" in answer["Cache-Control"]
        assert "messages" not in staff.cookies

    @pytest.mark.parametrize("url", ["http://hooks.example.org/", "https://10.0.0.1/"])
    def test_address_that_may_not_be_posted_to_is_refused(self, staff, alices, url):
        staff.post(self.ADD, {"tenant": str(alices.pk), "url": url})
        assert not AlertEndpoint.objects.exists()


def test_delivery_that_was_given_up_is_tried_again(staff, alices, alice, settings, mailoutbox):
    settings.MAILS_ARE_SENT = True
    alice.email = "alice@example.org"
    alice.save()
    alert = factories.make_alert(factories.make_alert_rule(alices, alice))
    delivery = factories.make_alert_delivery(alert, recipient=alice, state="failed", attempts_made=8)
    act(staff, "alertdelivery", "try_now", delivery)
    delivery.refresh_from_db()
    assert delivery.state == AlertDelivery.State.DELIVERED
    assert len(mailoutbox) == 1


class TestAddress:
    """What is behind a host may be a secret: it is neither shown nor to be found out."""

    ADDRESSES = "/admin/openbanking/alertendpoint/"

    @pytest.fixture(autouse=True)
    def kept(self, alices, alice):
        url = "https://hooks.example.org/services/T0SECRET"
        return factories.make_alert_endpoint(alices, alice, url=url)

    def found(self, client, **query):
        page = client.get(self.ADDRESSES, query, follow=True)
        return [str(row) for row in page.context["cl"].result_list]

    @pytest.mark.parametrize("term", ["hooks.example.org", "HOOKS", "Alices"])
    def test_is_found_by_its_host_or_family(self, staff, term):
        assert self.found(staff, q=term) == ["hooks.example.org"]

    @pytest.mark.parametrize("term", ["T0SECRET", "/services", "https", "https://hooks.example.org/s"])
    def test_is_not_found_by_the_rest(self, staff, term):
        assert self.found(staff, q=term) == []

    @pytest.mark.parametrize("lookup", ["url", "url__startswith", "url__regex", "url__in"])
    def test_is_not_guessed_letter_by_letter(self, staff, lookup):
        answer = staff.get(self.ADDRESSES, {lookup: "https://hooks.example.org/services/T0"})
        assert answer.status_code == 400

    def test_is_not_offered_by_the_rest_to_rules(self, staff):
        asked = {"app_label": "openbanking", "model_name": "alertrule", "field_name": "endpoint"}
        for term, results in (("T0SECRET", 0), ("hooks", 1)):
            answer = staff.get("/admin/autocomplete/", {**asked, "term": term}).json()
            assert len(answer["results"]) == results
