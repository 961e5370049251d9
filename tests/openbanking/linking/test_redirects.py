"""Nobody is sent to a webview that would refuse to send them back, if Powens says so."""

from __future__ import annotations

import pytest
from django.utils import timezone

from openbanking.models import Invitation, PowensUser, WebviewSession
from openbanking.sandbox.behaviour.faults import Fault, FaultKind
from tests import factories
from tests.openbanking.linking.conftest import query_of

pytestmark = pytest.mark.django_db

OURS = "http://testserver/banking/callback/"


def test_member_is_sent_where_our_address_is_registered(trip, sandbox):
    sandbox.state.redirect_uris = ["https://elsewhere.example/", OURS]
    assert query_of(trip.leave())["redirect_uri"] == OURS


@pytest.mark.parametrize(
    "registered", [[], ["https://elsewhere.example/"], [OURS.rstrip("/")], [OURS.upper()]]
)
def test_member_is_told_which_address_to_register(trip, sandbox, registered):
    sandbox.state.redirect_uris = registered
    answer = trip.client.get("/banking/connect/")
    assert answer.status_code == 503
    assert f"register {OURS} as a redirect address" in answer.content.decode()
    assert not WebviewSession.objects.exists()


@pytest.mark.parametrize("flow", ["reconnect", "manage"])
def test_it_holds_for_every_way_to_the_webview(trip, linked, sandbox, bank, flow):
    connection = factories.make_connection(linked, external_id=str(bank.id))
    sandbox.state.redirect_uris = []
    assert trip.client.get(f"/banking/{flow}/{connection.pk}/").status_code == 503


def test_invitation_is_not_used_up(trip, alice, alices, sandbox):
    invitation = factories.make_invitation(alices, alice)
    sandbox.state.redirect_uris = []
    assert trip.client.post(f"/banking/invitations/{invitation.pk}/").status_code == 503
    assert Invitation.objects.open(timezone.now()).filter(pk=invitation.pk).exists()


@pytest.mark.parametrize("status", [403, 404, 500, 503])
def test_powens_that_does_not_say_keeps_nobody_from_trying(trip, sandbox, status):
    sandbox.state.redirect_uris = []
    sandbox.faults.add(Fault(kind=FaultKind.STATUS, path="/clients/", status=status, times=0))
    assert query_of(trip.leave())["redirect_uri"] == OURS


@pytest.mark.parametrize("kind", [FaultKind.HTML, FaultKind.TRUNCATED, FaultKind.RESET])
def test_answer_that_cannot_be_read_keeps_nobody_from_trying(trip, sandbox, kind):
    sandbox.faults.add(Fault(kind=kind, path="/clients/", times=0))
    trip.leave()


def test_it_is_asked_once_and_not_waited_for(trip, sandbox):
    asked = []
    sandbox.fault = lambda request: asked.append(request.path)
    sandbox.faults.add(Fault(kind=FaultKind.STATUS, path="/clients/", status=503, times=0))
    trip.leave()
    assert len([path for path in asked if path.startswith("/clients/")]) == 1


def test_worthless_token_is_renewed_first(trip, linked, sandbox):
    sandbox.state.revoke_all(7)
    sandbox.state.redirect_uris = [OURS]
    trip.leave()
    assert PowensUser.objects.get().rejected_at is None
