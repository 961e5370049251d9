"""Examples of the documentation carry ids of whoever reads them."""

from __future__ import annotations

import pytest

from tests import factories


@pytest.fixture
def member(client, alice, alices):
    client.force_login(alice)
    return client


def test_examples_are_about_what_the_reader_has(member, account, bobs, bob):
    foreign = factories.make_account(factories.make_connection(factories.make_powens_user(bobs, bob)))
    text = member.get("/contracts/openbanking.balances.get/v1.0.0/").content.decode()
    assert f"accountId={account.pk}" in text
    assert str(foreign.pk) not in text


def test_stranger_sees_the_examples_as_they_are(client, account, settings):
    settings.CONTRACTS = {**settings.CONTRACTS, "PUBLIC_DOCS": True}
    text = client.get("/contracts/openbanking.balances.get/v1.0.0/").content.decode()
    assert "accountId=01923f5e-7c1a-7b2e-9d34-5f6a7b8c9d0e" in text
    assert str(account.pk) not in text
