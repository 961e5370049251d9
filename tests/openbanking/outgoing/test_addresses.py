"""Where may be posted to: to the public alone, judged when the connection is made."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest
import requests

from openbanking.outgoing import sessions
from openbanking.outgoing.addresses import AddressRefused, check_address, may_be_reached
from openbanking.outgoing.sessions import post

PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::10.0.0.1",
    "2002:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_address_that_is_not_public_is_not_reached(address):
    assert not may_be_reached(ip_address(address), local=False)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1111", "64:ff9b::93.184.215.14"])
def test_public_address_is_reached(address):
    assert may_be_reached(ip_address(address), local=False)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_for_development_our_own_machine_is_reached(address):
    assert may_be_reached(ip_address(address), local=True)


def test_for_development_the_rest_of_our_network_is_not():
    assert not may_be_reached(ip_address("192.168.1.1"), local=True)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https:///path",
        "https://name:word@example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://10.0.0.1:8443/",
        "https://example.org:99999/",
        "https://[::1/",
        "javascript:alert(1)",
        "",
    ],
)
def test_address_is_refused_by_its_form_and_not_repeated(url):
    with pytest.raises(AddressRefused) as refusal:
        check_address(url, local=False)
    assert not url or url not in str(refusal.value)


def resolves_to(monkeypatch, *addresses):
    """Let every name resolve to these, and keep where is connected to."""
    connected = []

    def resolve(host, port, **keywords):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    def connect(address, timeout=None):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    return connected


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1"])
def test_name_that_resolves_to_our_own_network_is_not_connected_to(monkeypatch, address):
    connected = resolves_to(monkeypatch, address)
    with pytest.raises(AddressRefused):
        post("https://innocent.example.org/", b"{}", {}, local=False)
    assert connected == []


def test_name_with_one_private_address_among_public_ones_is_not_connected_to(monkeypatch):
    connected = resolves_to(monkeypatch, "93.184.215.14", "10.0.0.1")
    with pytest.raises(AddressRefused):
        post("https://innocent.example.org/", b"{}", {}, local=False)
    assert connected == []


def test_connection_is_made_to_the_address_that_was_judged(monkeypatch):
    connected = resolves_to(monkeypatch, "93.184.215.14")
    with pytest.raises(requests.ConnectionError):
        post("https://innocent.example.org:8443/", b"{}", {}, local=False)
    assert connected == [("93.184.215.14", 8443)]


def test_proxy_of_the_environment_is_not_used(monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:3128")
    connected = resolves_to(monkeypatch, "93.184.215.14")
    with pytest.raises(requests.ConnectionError):
        post("https://innocent.example.org/", b"{}", {}, local=False)
    assert connected == [("93.184.215.14", 443)]


def test_without_debug_our_own_machine_is_refused(monkeypatch):
    connected = resolves_to(monkeypatch, "127.0.0.1")
    with pytest.raises(AddressRefused):
        post("http://127.0.0.1:8000/", b"{}", {}, local=False)
    assert connected == []


def test_answer_that_drips_is_cut_off(monkeypatch):
    """A server that sends a byte now and then keeps nobody: the deadline ends it."""
    monkeypatch.setattr(sessions, "DEADLINE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(requests.ConnectionError):
            post(f"http://127.0.0.1:{port}/", b"{}", {}, local=True)
