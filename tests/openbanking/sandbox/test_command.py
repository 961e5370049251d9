"""`manage.py powens_sandbox`."""

from __future__ import annotations

import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from openbanking.sandbox import Sandbox


@pytest.fixture
def interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C as soon as it serves."""

    def interrupt(self: Sandbox) -> None:
        self.start().stop()
        raise KeyboardInterrupt

    monkeypatch.setattr(Sandbox, "serve_forever", interrupt)


@pytest.mark.usefixtures("interrupted")
def test_it_prints_all_a_client_needs() -> None:
    out = StringIO()
    call_command("powens_sandbox", port=0, world="tiny", stdout=out)
    text = out.getvalue()
    assert "POWENS_BASE_URL=http://127.0.0.1:" in text
    assert "POWENS_CLIENT_SECRET=sandbox-secret" in text
    assert "user 7, token sandbox-token-tiny-tiny" in text
    assert text.endswith("Stopped.\n")


def test_unknown_world_names_the_known_ones() -> None:
    with pytest.raises(CommandError, match="Choose one of: family-office, large, tiny"):
        call_command("powens_sandbox", world="atlantis")


def test_port_in_use_says_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} is in use. Choose another"):
            call_command("powens_sandbox", port=port, world="tiny")


def test_port_that_is_none_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="from 0 to 65535"):
        call_command("powens_sandbox", port=70_000, world="tiny")
