"""REST, agent tool, command line, admin and page give the same answer and the same refusal."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from django.core.management import call_command
from django.test import RequestFactory

from contracts.caller import Caller, Channel
from contracts.execution.signals import operation_finished
from contracts.mcp.server import call as call_tool
from contracts.problems import Problem
from contracts.registry import registry
from contracts.schema.values import as_mapping
from openbanking.dashboard.asking import command as run_command
from openbanking.models import Connection
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.conftest import Api
from tests.openbanking.admin.test_actions import act

KEY = "openbanking.accounts.sync"
TOOL = "openbanking_accounts_sync-v1_0_0"


@pytest.fixture
def connection(linked):
    run_sync(Scope())
    return Connection.objects.get()


@pytest.fixture
def root(db):
    return factories.make_user("root", is_staff=True, is_superuser=True)


@pytest.fixture
def channels(root, connection, settings, capsys, client):
    """Run the sync through each channel in turn; what each answered, by the channel's name."""
    settings.CONTRACTS = {**settings.CONTRACTS, "MCP_COMMANDS": True}
    asked = {"tenantId": str(connection.tenant_id), "connectionId": str(connection.pk)}
    heard: dict[str, Any] = {}

    def hear(sender, caller, answer, problem, **kwargs):
        heard[caller.channel] = (
            answer and as_mapping(answer),
            problem and (problem.code, problem.detail),
        )

    def rest():
        return Api(factories.make_token(root)).post(KEY, **asked).json()

    def mcp():
        caller = Caller(user=root, channel=Channel.MCP)
        (shown,) = call_tool(caller, TOOL, asked, trace_id="1").content
        assert shown.type == "text"
        return json.loads(shown.text)

    def command():
        with suppress(SystemExit):
            call_command("contracts", "call", KEY, "--input", json.dumps(asked), "--as", "root")
        return json.loads(capsys.readouterr().out)

    def admin():
        client.force_login(root)
        return act(client, "connection", "sync_now", connection).content.decode()

    def page():
        request = RequestFactory().post("/")
        request.user = root
        with suppress(Problem):
            run_command(request, KEY, tenant_id=connection.tenant_id, connection_id=connection.pk)

    def channels():
        operation_finished.connect(hear)
        try:
            reported = {channel.__name__: channel() for channel in (rest, mcp, command, admin, page)}
        finally:
            operation_finished.disconnect(hear)
        return reported, heard

    return channels


def essence(problem):
    return {name: problem.get(name) for name in ("code", "status", "detail", "category", "args")}


def test_same_answer_through_every_channel(channels):
    reported, heard = channels()
    assert set(heard) == set(Channel)
    answers = [answer for answer, _ in heard.values()]
    assert all((each["synced"], each["failed"]) == (2, 0) for each in answers)
    assert reported["rest"] == reported["mcp"] == reported["command"]
    assert "2 accounts in sync" in reported["admin"]


def test_same_refusal_through_every_channel(channels):
    Connection.objects.update(state="SCARequired")
    reported, heard = channels()
    assert {refusal for _, refusal in heard.values()} == {
        ("CONFLICT", "The bank asks for strong authentication. Reconnect the bank to confirm it.")
    }
    assert essence(reported["rest"]) == essence(reported["mcp"]) == essence(reported["command"])
    assert "The bank asks for strong authentication." in reported["admin"]


def test_every_operation_is_behind_the_agents_channel_by_its_name():
    from contracts.mcp.tools import tool_name

    assert tool_name(registry["openbanking.balances.get"]) == "openbanking_balances_get-v1_0_0"
