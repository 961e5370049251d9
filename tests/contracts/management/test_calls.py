"""`contracts call`: an operation from the command line, in somebody's name."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.contracts.people import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(capsys):
    def call(*arguments):
        try:
            call_command("contracts", "call", *arguments)
            code = 0
        except SystemExit as ended:
            code = int(str(ended.code))
        return code, json.loads(capsys.readouterr().out)

    return call


def test_answer_is_printed(call):
    code, answer = call("toyshop.prices.get", "--input", '{"toyName": "marble"}')
    assert (code, answer["unitPrice"]) == (0, 0.00000001)


def test_version_may_be_named(call, charlie):
    code, answer = call("toyshop.prices.list@v2", "--as", "charlie")
    assert (code, answer) == (0, {"edition": 1})


def test_input_may_be_piped(call, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO('{"toyName": "robot"}'))
    assert call("toyshop.prices.get", "--input", "-")[0] == 0


def test_refusal_is_printed_and_ends_with_1(call):
    code, problem = call("toyshop.prices.get")
    assert (code, problem["code"]) == (1, "VALIDATION_FAILED")
    assert problem["issues"][0]["path"] == "toyName"


def test_rights_are_those_of_whom_it_is_run_as(call, charlie):
    assert call("toyshop.stock.fill")[1]["code"] == "UNAUTHENTICATED"
    arguments = ("toyshop.stock.fill", "--input", '{"toyName": "marble"}', "--as")
    assert call(*arguments, "charlie")[1]["code"] == "FORBIDDEN"
    make_user("root", is_staff=True, is_superuser=True)
    assert call(*arguments, "root")[1]["inStock"] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no.such.thing"], "no operation no.such.thing"),
        (["toyshop.prices.get", "--input", "{"], "not JSON"),
        (["toyshop.prices.get", "--input", "[]"], "one JSON object"),
        (["toyshop.prices.get", "--as", "nobody"], "no active user nobody"),
    ],
)
def test_mistake_is_named(arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("contracts", "call", *arguments)
