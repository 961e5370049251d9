"""Encrypted wordings behind the wall: a web process opens those of its families, and of no other."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from openbanking.fields.wording import MARK
from openbanking.models import Membership, TenantKey, Transaction
from openbanking.models.keyring import keyring
from openbanking.walls.scope import seeing
from tests import factories
from tests.conftest import Api
from tests.openbanking.admin.test_exports import exported
from tests.walls import as_web, as_worker

HERS, HIS = "HERS 4711", "HIS 4712"


@pytest.fixture
def apart(alices, alice, bobs, bob, wall, switch_wordings):
    """Alice's and Bob's families with a payment each; no process has asked for a key yet."""
    switch_wordings(True)
    Membership.objects.update(role=Membership.Role.ADMIN)
    for tenant, user, wording in ((alices, alice, HERS), (bobs, bob, HIS)):
        connection = factories.make_connection(factories.make_powens_user(tenant, user))
        account = factories.make_account(connection)
        factories.make_balance(account, "1310.42")
        factories.make_transaction(account, "-42.17", original_wording=wording, wording=wording)
    keyring.forget()
    return alices


@pytest.fixture
def page_of(client, walled, apart):
    """Read a page, or a file, as somebody who signed in."""

    def page_of(user, path):
        client.force_login(user)
        keyring.forget()
        answer = client.get(path)
        assert answer.status_code == 200
        return b"".join(answer).decode() if answer.streaming else answer.content.decode()

    return page_of


def test_they_are_read_over_rest(apart, alice, walled):
    account = apart.accounts.get()
    answer = Api(factories.make_token(alice)).get("openbanking.transactions.list", accountId=account.pk)
    assert [each["description"] for each in answer.json()["transactions"]] == [HERS]


@pytest.mark.parametrize("path", ["transactions/", "transactions.csv"])
def test_they_are_read_on_pages_and_in_files(apart, alice, page_of, path):
    text = page_of(alice, f"/families/alices/{path}")
    assert HERS in text
    assert HIS not in text
    assert MARK not in text


def test_note_is_written_and_read_again(apart, alice, walled):
    api = Api(factories.make_token(alice))
    row = Transaction.objects.get(account__tenant=apart)
    keyring.forget()
    answer = api.post("openbanking.transactions.correct", transactionId=str(row.pk), note="A present")
    assert answer.status_code == 200, answer.content
    assert Transaction.objects.get(pk=row.pk).note == "A present"


@pytest.mark.parametrize("form", ["0", "1"], ids=["CSV", "XLSX"])
def test_staff_take_those_of_their_families_along(apart, client, walled, form):
    clerk = factories.make_user("clerk", is_staff=True, is_superuser=True, is_limited=True)
    clerk.works_for.add(apart)
    client.force_login(clerk)
    keyring.forget()
    content = b"".join(exported(client, "transaction", form).streaming_content)
    if form == "0":
        assert HERS.encode() in content
        assert HIS.encode() not in content
        assert MARK.encode() not in content
    else:
        assert content.startswith(b"PK")


def test_those_of_another_family_are_opened_by_no_query(apart, alice):
    theirs = Transaction.objects.exclude(account__tenant=apart)
    with as_web(), seeing([apart.pk], person=alice.pk):
        assert not theirs.exists()
        assert {key.tenant_id for key in TenantKey.objects.all()} == {apart.pk}


def test_worker_encrypts_and_opens_them(apart, switch_wordings):
    switch_wordings(False)
    with as_worker():
        call_command("encrypt_wordings")
        assert {each.wording for each in Transaction.objects.all()} == {HERS, HIS}
        switch_wordings(True)
        call_command("encrypt_wordings")
        call_command("rotate_keys", "--data-keys")
        assert {each.wording for each in Transaction.objects.all()} == {HERS, HIS}
