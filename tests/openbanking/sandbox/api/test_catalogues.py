"""What anybody may read: banks, account types, currencies."""

from __future__ import annotations

from openbanking.sandbox import Sandbox
from tests.openbanking.sandbox.calling import Caller


def test_connectors_need_no_token(stranger: Caller) -> None:
    found = stranger.get("/connectors").json
    assert [each["name"] for each in found["connectors"]] == ["Banque Miniature"]


def test_connector_goes_by_uuid_and_by_number(stranger: Caller) -> None:
    listed = stranger.get("/connectors").json["connectors"][0]
    assert stranger.get(f"/connectors/{listed['uuid']}").json == listed
    assert stranger.get(f"/connectors/{listed['id']}").json == listed


def test_unknown_connector_is_a_404(stranger: Caller) -> None:
    assert stranger.get("/connectors/nobody").status == 404


def test_connectors_are_paged_by_offset(family_office: Sandbox) -> None:
    found = Caller(family_office.base_url).get("/connectors?limit=3&offset=8").json
    assert (len(found["connectors"]), found["total"]) == (2, 10)


def test_account_types_tell_investments(stranger: Caller) -> None:
    found = {each["name"]: each for each in stranger.get("/account_types").json["accounttypes"]}
    assert found["pea"]["is_invest"]
    assert not found["checking"]["is_invest"]
    assert found["checking"]["id"] == 2
    assert stranger.get("/account_types/2").json == found["checking"]


def test_unknown_account_type_is_a_404(stranger: Caller) -> None:
    assert stranger.get("/account_types/99999").status == 404


def test_currencies_tell_their_decimals(stranger: Caller) -> None:
    found = {each["id"]: each["precision"] for each in stranger.get("/currencies").json["currencies"]}
    assert (found["EUR"], found["JPY"], found["KWD"], found["BTC"]) == (2, 0, 3, 8)
