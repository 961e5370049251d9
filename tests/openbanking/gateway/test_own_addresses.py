"""A tenant's own Powens is asked at public addresses alone, judged when the connection is made."""

from __future__ import annotations

import socket

import pytest
from django.utils import timezone

from openbanking.gateway.clients import as_user
from openbanking.models import PowensApplication
from openbanking.powens import PowensProtocolError, PowensUnavailable
from tests import factories


@pytest.fixture
def connected(monkeypatch):
    """Return the addresses that were connected to; nobody answers there."""
    addresses: list[tuple[str, int]] = []

    def connect(address, *arguments, **keywords):
        addresses.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    monkeypatch.setattr("openbanking.powens.transport.time.sleep", lambda seconds: None)
    return addresses


@pytest.fixture
def resolves(monkeypatch):
    """Let every name resolve to an address."""

    def resolves(address):
        found = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *given, **keywords: [found])

    return resolves


@pytest.fixture
def own(alices, alice):
    """Alice's Powens user, at the Powens that her family brought."""
    application = PowensApplication.objects.create(
        tenant=alices, base_url="https://innocent.example.org/2.0", client_id="1", client_secret="s"
    )
    user = factories.make_powens_user(alices, alice)
    user.application = application
    user.save()
    return user


def asked(user):
    return as_user(user, lambda client: client.connections(), now=timezone.now())


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "fd00::1"])
def test_name_that_leads_into_our_network_is_not_connected_to(own, resolves, connected, address):
    resolves(address)
    with pytest.raises(PowensProtocolError, match="not public"):
        asked(own)
    assert connected == []


def test_public_address_is_connected_to_as_it_was_judged(own, resolves, connected, monkeypatch):
    monkeypatch.setattr("openbanking.powens.transport.ATTEMPTS", 1)
    resolves("93.184.215.14")
    with pytest.raises(PowensUnavailable):
        asked(own)
    assert set(connected) == {("93.184.215.14", 443)}


def test_new_token_is_asked_of_a_public_address_alone(own, resolves, connected):
    own.token = None
    own.save()
    resolves("10.0.0.1")
    with pytest.raises(PowensProtocolError, match="not public"):
        asked(own)
    assert connected == []


def test_address_of_the_settings_is_the_operators_word(alices, alice, resolves, settings, monkeypatch):
    settings.POWENS_BASE_URL = "http://powens.internal/2.0"
    monkeypatch.setattr("urllib3.util.connection.create_connection", _refuse)
    with pytest.raises(PowensUnavailable):
        asked(factories.make_powens_user(alices, alice))


def _refuse(*arguments, **keywords):
    raise ConnectionRefusedError
