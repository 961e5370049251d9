"""Members link, reconnect and manage their banks: once each way, and only in their own session."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from openbanking.models import Account, Connection, Membership, PowensUser, Transaction, WebviewSession
from openbanking.sandbox import ApiError, Request
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from tests import factories
from tests.openbanking.linking.conftest import query_of
from tests.openbanking.sync.running import sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(sandbox):
    """Every request our service makes."""
    requests: list[Request] = []
    sandbox.fault = requests.append
    return requests


def paths(asked, path):
    return [each for each in asked if each.path == path]


class TestConnecting:
    def test_member_is_sent_with_all_the_webview_needs(self, trip, sandbox):
        address = trip.leave()
        assert urlsplit(address).path == "/webview/en/connect"
        query = query_of(address)
        assert query["domain"] == urlsplit(sandbox.base_url).netloc
        assert query["client_id"] == "70214001"
        assert query["redirect_uri"] == "http://testserver/banking/callback/"
        assert len(query["state"]) >= 32
        assert query["code"].endswith("==")
        assert "%3D%3D" in address

    def test_language_of_the_browser_is_in_the_path(self, trip):
        answer = trip.client.get("/banking/connect/", headers={"Accept-Language": "fr-CH, de;q=0.5"})
        assert "/webview/fr/connect" in answer["Location"]

    def test_language_powens_does_not_speak_becomes_english(self, trip):
        answer = trip.client.get("/banking/connect/", headers={"Accept-Language": "ja"})
        assert "/webview/en/connect" in answer["Location"]

    def test_bank_is_linked_and_read(self, trip, alice, alices):
        answer = trip.come_back(trip.choose(trip.leave(), accounts=["checking", "livret_a"]))
        assert answer.status_code == 302
        _work_off_the_queue()
        connection = Connection.objects.get()
        assert (connection.tenant, connection.powens_user.user) == (alices, alice)
        assert Account.objects.live().count() == 2
        assert Transaction.objects.live().count() == 3
        page = trip.client.get(answer["Location"]).content.decode()
        assert "Banque Miniature" in page
        assert "http-equiv" not in page

    def test_nothing_is_enabled_that_was_not_chosen(self, trip):
        trip.come_back(trip.choose(trip.leave(), accounts=["checking"]))
        _work_off_the_queue()
        assert [each.type for each in Account.objects.live()] == ["checking"]
        assert Account.objects.get(type="livret_a").status == "disabled"

    def test_second_bank_is_linked_as_the_same_powens_user(self, trip, asked):
        for _ in range(2):
            trip.come_back(trip.choose(trip.leave(), accounts=["checking"]))
        _work_off_the_queue()
        assert len(paths(asked, "/auth/init")) == 1
        assert PowensUser.objects.count() == 1
        assert Connection.objects.count() == 2

    def test_failed_creation_is_not_repeated(self, trip, sandbox, asked):
        sandbox.faults.add(Fault(kind=FaultKind.STATUS, path="/auth/init", status=500, times=0))
        answer = trip.client.get("/banking/connect/")
        assert answer.status_code == 503
        assert len(paths(asked, "/auth/init")) == 1
        assert not PowensUser.objects.exists()

    def test_flagged_user_is_renewed_because_somebody_asks(self, trip, linked):
        PowensUser.objects.update(rejected_at=timezone.now())
        trip.leave()
        assert PowensUser.objects.get().rejected_at is None

    def test_member_of_two_families_says_which(self, trip, alice):
        factories.make_tenant("cousins", alice)
        page = trip.client.get("/banking/connect/")
        assert page.status_code == 200
        assert "tenant=cousins" in page.content.decode()
        assert query_of(trip.leave(tenant="cousins"))["code"]
        assert PowensUser.objects.get().tenant.slug == "cousins"

    def test_another_tenant_does_not_exist(self, trip, bobs):
        assert trip.client.get("/banking/connect/?tenant=bobs").status_code == 404

    def test_somebody_without_a_tenant_is_reported(self, client, charlie):
        client.force_login(charlie)
        assert client.get("/banking/connect/").status_code == 403

    def test_another_site_cannot_send_people_off(self, trip):
        answer = trip.client.get("/banking/connect/", headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 200
        assert not PowensUser.objects.exists()

    def test_missing_address_of_powens_is_reported(self, trip, settings):
        settings.POWENS_BASE_URL = ""
        answer = trip.client.get("/banking/connect/")
        assert answer.status_code == 503
        assert "POWENS_BASE_URL is not set" in answer.content.decode()

    def test_stranger_signs_in_first(self, db):
        assert "/login/" in Client().get("/banking/connect/")["Location"]


class TestComingBack:
    @pytest.mark.parametrize(
        ("word", "outcome", "reported"),
        [
            ("access_denied", "cancelled", "Nothing was changed"),
            ("tos_declined", "declined", "terms of Powens"),
            ("session_expired", "expired", "took too long"),
            ("server_error", "failed", "bank failed"),
        ],
    )
    def test_error_is_reported_and_can_be_tried_again(self, trip, word, outcome, reported):
        answer = trip.come_back(trip.choose(trip.leave(), action=word))
        page = trip.client.get(answer["Location"]).content.decode()
        assert WebviewSession.objects.get().outcome == outcome
        assert reported in page
        assert "Try again" in page
        assert not Connection.objects.exists()

    def test_error_nobody_knows_counts_as_a_failure(self, trip):
        state = query_of(trip.leave())["state"]
        trip.come_back(f"http://testserver/banking/callback/?state={state}&error=quux")
        assert WebviewSession.objects.get().outcome == "failed"

    def test_state_is_good_once(self, trip):
        back = trip.choose(trip.leave(), accounts=["checking"])
        assert trip.come_back(back).status_code == 302
        assert trip.come_back(back).status_code == 400

    @pytest.mark.parametrize("state", ["", "made-up", "\x00"])
    def test_unknown_state_is_refused(self, trip, state):
        answer = trip.client.get("/banking/callback/", {"state": state, "connection_id": "1"})
        assert answer.status_code == 400

    def test_state_of_another_session_is_refused(self, trip, alice):
        back = trip.choose(trip.leave(), accounts=["checking"])
        elsewhere = Client()
        elsewhere.force_login(alice)
        assert trip.come_back(back, elsewhere).status_code == 400
        assert WebviewSession.objects.get().returned_at is None

    def test_state_of_somebody_else_is_refused(self, trip, bob, bobs):
        back = trip.choose(trip.leave(), accounts=["checking"])
        as_bob = Client()
        as_bob.force_login(bob)
        assert trip.come_back(back, as_bob).status_code == 400

    def test_state_is_over_after_two_hours(self, trip):
        back = trip.choose(trip.leave(), accounts=["checking"])
        WebviewSession.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert trip.come_back(back).status_code == 400

    def test_visit_of_somebody_else_does_not_exist(self, trip, bob):
        answer = trip.come_back(trip.choose(trip.leave(), action="access_denied"))
        as_bob = Client()
        as_bob.force_login(bob)
        assert as_bob.get(answer["Location"]).status_code == 404

    def test_visit_of_somebody_who_left_the_family_does_not_exist(self, trip, alices):
        answer = trip.come_back(trip.choose(trip.leave(), action="access_denied"))
        assert trip.client.get(answer["Location"]).status_code == 200
        alices.memberships.all().delete()
        assert trip.client.get(answer["Location"]).status_code == 404

    def test_page_follows_until_the_accounts_are_read(self, trip, alices, alice):
        visit = WebviewSession.objects.create(
            tenant=alices,
            user=alice,
            powens_user=factories.make_powens_user(alices, alice),
            flow="connect",
            state_digest="x",
            expires_at=timezone.now(),
            returned_at=timezone.now(),
            outcome="done",
        )
        assert "http-equiv" in trip.client.get(f"/banking/visits/{visit.pk}/").content.decode()
        WebviewSession.objects.update(returned_at=timezone.now() - timedelta(minutes=11))
        page = trip.client.get(f"/banking/visits/{visit.pk}/").content.decode()
        assert "http-equiv" not in page
        assert "longer than usual" in page


class TestRepairing:
    @pytest.fixture
    def broken(self, trip, linked, sandbox):
        bank = next(iter(sandbox.state.users[7].connections.values()))
        bank.state, bank.access_expire = "SCARequired", sandbox.clock.now() - timedelta(days=1)
        sync()
        return Connection.objects.get()

    def test_bank_is_reconnected_and_healthy(self, trip, broken):
        address = trip.leave(f"/banking/reconnect/{broken.pk}/")
        assert query_of(address)["connection_id"] == broken.external_id
        trip.come_back(trip.choose(address))
        _work_off_the_queue()
        broken.refresh_from_db()
        assert broken.state == ""
        assert broken.consent_ends_at > timezone.now() + timedelta(days=100)

    def test_dashboard_offers_it_to_whose_bank_it_is(self, trip, broken, alices, bob):
        assert f"/banking/reconnect/{broken.pk}/" in trip.client.get("/").content.decode()
        Membership.objects.create(tenant=alices, user=bob)
        trip.client.force_login(bob)
        assert "/banking/reconnect/" not in trip.client.get("/").content.decode()
        assert trip.client.get(f"/banking/reconnect/{broken.pk}/").status_code == 403

    def test_accounts_are_chosen_anew(self, trip, linked, sandbox):
        sync()
        connection, checking = Connection.objects.get(), Account.objects.get(type="checking")
        address = trip.leave(f"/banking/manage/{connection.pk}/")
        trip.come_back(trip.choose(address, accounts=[checking.external_id]))
        _work_off_the_queue()
        assert [each.type for each in Account.objects.live()] == ["checking"]
        assert Account.objects.get(type="livret_a").balances.exists()

    def test_bank_of_another_tenant_does_not_exist(self, trip, bobs, bob):
        other = factories.make_connection(factories.make_powens_user(bobs, bob))
        assert trip.client.get(f"/banking/reconnect/{other.pk}/").status_code == 404


class TestInvitation:
    @pytest.fixture
    def invited(self, trip, alices, alice):
        return factories.make_invitation(alices, alice)

    def test_member_goes_once_and_is_reported_the_second_time(self, trip, invited):
        address = f"/banking/invitations/{invited.pk}/"
        assert "The staff ask you" in trip.client.get(address).content.decode()
        assert trip.client.post(address).status_code == 302
        assert trip.client.post(address).status_code == 410
        assert WebviewSession.objects.count() == 1

    def test_it_expires(self, trip, invited):
        invited.expires_at = timezone.now()
        invited.save()
        assert trip.client.get(f"/banking/invitations/{invited.pk}/").status_code == 410

    def test_it_is_for_one_member_only(self, trip, invited, bob, alices):
        Membership.objects.create(tenant=alices, user=bob)
        trip.client.force_login(bob)
        assert trip.client.get(f"/banking/invitations/{invited.pk}/").status_code == 404

    def test_it_is_not_used_up_by_a_powens_that_fails(self, trip, invited, sandbox):
        def refuse(request):
            raise ApiError(500, "bug", "down")

        sandbox.fault = refuse
        address = f"/banking/invitations/{invited.pk}/"
        assert trip.client.post(address).status_code == 503
        sandbox.fault = lambda request: None
        assert trip.client.post(address).status_code == 302

    def test_it_needs_a_click(self, trip, invited):
        trip.client.get(f"/banking/invitations/{invited.pk}/")
        assert not WebviewSession.objects.exists()


def _work_off_the_queue():
    """Do what a worker would: on SQLite the sync has run already."""
    sync()
