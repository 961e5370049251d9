"""Personal data at rest: rows are read and written in the clear, and nothing else has it so."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.core.management import CommandError, call_command
from django.db import connection as database

from openbanking.encryption.tenants import KEPT_AFTER, columns, rows_of
from openbanking.fields import encrypted_columns, indexer, opener
from openbanking.fields.sealing import key_of
from openbanking.models import Account, AccountOwner, TenantKey
from tests import factories

IBAN = "FR7630006000011234567890189"
INVALID = "FR7612345678901234567890123"
NUMBER = "30006000011234567890189"
NAME = "Alice Martin"


@pytest.fixture
def row(connection):
    made = factories.make_account(connection, iban=IBAN, number=NUMBER)
    factories.make_owner(made, NAME)
    return made


def everything(*tables):
    """Return all that tables hold, as the database has it."""
    found = []
    with database.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            found += [
                bytes(each) if isinstance(each, memoryview) else each
                for every in cursor.fetchall()
                for each in every
            ]
    return repr(found)


def kept_iban() -> bytes:
    """Return what the only account's column holds."""
    kept: Any = Account.objects.values_list("iban", flat=True).get()
    return bytes(kept)


def test_tables_hold_no_plain_text(row):
    held = everything("openbanking_account", "openbanking_accountowner")
    assert not [each for each in (IBAN, NUMBER, NAME, "Martin", IBAN[-4:]) if each in held]


def test_row_is_read_back(row):
    found = Account.objects.get()
    assert (found.iban, found.number, found.owners.get().name) == (IBAN, NUMBER, NAME)


def test_row_that_was_not_read_whole_is_read_back(row):
    assert Account.objects.defer("iban").get().iban == IBAN


def test_row_holds_ciphertext_until_it_is_asked(row):
    assert IBAN not in repr(vars(row)) + repr(vars(Account.objects.get()))


def test_what_was_assigned_is_read_before_it_is_saved(row):
    row.iban = INVALID
    assert row.iban == INVALID


def test_empty_stays_empty(connection):
    bare = factories.make_account(connection)
    assert (bare.iban, bare.iban_index, bare.iban_tail, bare.matching_iban) == ("", b"", b"", b"")
    assert Account.objects.filter(iban="").get() == bare


def test_values_are_kept_ones_and_are_opened_on_demand(row):
    assert opener(Account, "iban")(kept_iban()) == IBAN


def test_unchanged_column_is_not_encrypted_again(row):
    before = kept_iban()
    Account.objects.get().save()
    assert kept_iban() == before


def test_row_is_found_by_index(row, connection):
    factories.make_account(connection, iban=INVALID)
    assert Account.objects.get(iban_index__in=indexer(Account, "iban_index")(IBAN)) == row
    assert Account.objects.get(iban_tail__in=indexer(Account, "iban_tail")("0189")) == row


def test_index_is_that_of_what_was_assigned_before_it_is_saved(row):
    row.iban = INVALID
    assert [row.iban_index] == indexer(Account, "iban_index")(INVALID)
    assert row.matching_iban == b""


def test_plain_text_is_not_looked_for(row):
    with pytest.raises(TypeError, match="index"):
        Account.objects.filter(iban=IBAN).exists()
    with pytest.raises(FieldError):
        Account.objects.filter(iban__contains="0189").exists()


def test_plain_text_is_not_written_past_rows(row):
    with pytest.raises(TypeError, match="assign it to a row"):
        Account.objects.update(iban=IBAN)


def test_dump_holds_no_plain_text_and_is_loaded_again(row):
    text = serializers.serialize("json", [row])
    assert IBAN not in text
    row.delete()
    for each in serializers.deserialize("json", text):
        each.save()
    assert Account.objects.get().iban == IBAN


def test_one_owner_is_not_kept_twice_in_one_role(row):
    known = row.owners.get()
    with pytest.raises(Exception, match=r"owner_once_per_role|UNIQUE"):
        factories.make_owner(row, known.name)


class TestNewDataKeys:
    def keys(self, tenant):
        """Return the ids of the keys that what a tenant has is under."""
        found = set()
        for model, field in columns():
            kept = rows_of(model, field, tenant).values_list(field.name, flat=True)
            found |= {key_of(bytes(each)) for each in kept}
        return found

    def test_everything_is_under_the_new_one(self, row, alices, capsys):
        call_command("rotate_keys", "--data-keys")
        assert self.keys(alices) == {TenantKey.objects.get(retired_at=None).pk}
        assert "3 values of families" in capsys.readouterr().out
        assert Account.objects.get().iban == IBAN

    def test_one_family_may_be_named(self, row, alices, bobs):
        call_command("rotate_keys", "--data-keys", "--tenant", "alices")
        assert (alices.keys.count(), bobs.keys.count()) == (2, 1)

    def test_unknown_family_is_named(self, alices):
        with pytest.raises(CommandError, match="nobody") as refused:
            call_command("rotate_keys", "--tenant", "nobody")
        assert refused.value.returncode == 2

    def test_stopped_half_way_it_is_gone_on_with(self, row, alices, monkeypatch):
        def stop(*given):
            raise KeyboardInterrupt

        name = AccountOwner._meta.get_field("name")
        with monkeypatch.context() as patched:
            patched.setattr(name, "sealed", stop)
            with pytest.raises(KeyboardInterrupt):
                call_command("rotate_keys", "--data-keys")
        assert len(self.keys(alices)) == 2
        call_command("rotate_keys", "--data-keys")
        assert alices.keys.count() == 2
        assert self.keys(alices) == {TenantKey.objects.get(retired_at=None).pk}

    def test_former_key_goes_when_nothing_has_been_under_it_for_days(self, row, alices):
        call_command("rotate_keys", "--data-keys")
        alices.keys.exclude(retired_at=None).update(retired_at=factories.NOW - 2 * KEPT_AFTER)
        call_command("rotate_keys")
        assert alices.keys.count() == 1

    def test_former_key_stays_while_something_is_under_it(self, row, alices, monkeypatch):
        before = kept_iban()
        call_command("rotate_keys", "--data-keys")
        alices.keys.exclude(retired_at=None).update(retired_at=factories.NOW - 2 * KEPT_AFTER)
        # Written by a process that had not heard of the new key.
        Account.objects.update(iban=before)
        call_command("rotate_keys")
        assert alices.keys.count() == 2
        assert Account.objects.get().iban == IBAN


def test_every_encrypted_column_knows_its_tenant(row):
    for model in (Account, AccountOwner):
        for field in encrypted_columns(model):
            assert field.tenant_of(model.objects.get()) == row.tenant_id
