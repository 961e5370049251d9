"""Data keys: each tenant has its own from the start, wrapped, and unreadable once it is destroyed."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.db import IntegrityError, transaction

from openbanking.fields import sealing
from openbanking.fields.encryption import UnreadableSecret
from openbanking.fields.sealing import UnreadableText, opened, seal
from openbanking.models import ServiceKey, Tenant, TenantKey
from openbanking.models import keyring as keyrings
from openbanking.models.keyring import KEPT_FOR, destroy_keys, keyring, make_key
from tests import factories

HERE = b"a.column"
TEXT = "FR7630006000011234567890189"


@pytest.fixture
def clock(monkeypatch):
    """The time by which keys are forgotten."""
    now = [1_000.0]
    monkeypatch.setattr(keyrings, "monotonic", lambda: now[0])
    keyring.forget()
    yield now
    keyring.forget()


@pytest.fixture
def kept(alices):
    return seal(TEXT, tenant=alices.pk, context=HERE)


def test_tenant_has_a_key_from_the_start(alices):
    assert TenantKey.objects.get().tenant == alices


def wrapped_key():
    wrapped = TenantKey.objects.get().wrapped
    assert wrapped is not None
    return wrapped


def test_key_is_wrapped(alices, settings):
    wrapped = wrapped_key()
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(UnreadableSecret):
        wrapped.reveal()


def test_text_is_read_back(kept):
    assert opened(kept, context=HERE) == TEXT


def test_what_is_kept_says_nothing_of_the_text(kept):
    assert TEXT.encode() not in kept


def test_same_text_is_kept_differently_each_time(alices, kept):
    assert seal(TEXT, tenant=alices.pk, context=HERE) != kept


def test_nothing_stays_nothing(alices):
    assert seal("", tenant=alices.pk, context=HERE) == b""


def test_text_of_another_column_does_not_open(kept):
    with pytest.raises(UnreadableText):
        opened(kept, context=b"another.column")


def test_altered_text_does_not_open(kept):
    with pytest.raises(UnreadableText):
        opened(kept[:-1] + bytes([kept[-1] ^ 1]), context=HERE)


def test_plain_text_is_not_taken_for_an_encrypted_one(alices):
    with pytest.raises(UnreadableText, match="never encrypted"):
        opened(TEXT.encode(), context=HERE)


def test_key_of_one_tenant_opens_nothing_of_another(alices, bobs, kept):
    other = TenantKey.objects.get(tenant=bobs).pk.bytes
    with pytest.raises(UnreadableText):
        opened(kept[:1] + other + kept[17:], context=HERE)


def test_nothing_opens_once_the_key_is_destroyed(alices, kept):
    assert destroy_keys(alices) == 1
    with pytest.raises(UnreadableText):
        opened(kept, context=HERE)


def test_nothing_is_encrypted_for_a_tenant_whose_key_was_destroyed(alices):
    destroy_keys(alices)
    with pytest.raises(UnreadableText, match="no data key"):
        seal(TEXT, tenant=alices.pk, context=HERE)


def test_newer_key_encrypts_and_the_former_one_still_opens(alices, kept):
    newer = make_key(alices, now=factories.NOW)
    assert sealing.key_of(seal(TEXT, tenant=alices.pk, context=HERE)) == newer.pk
    assert opened(kept, context=HERE) == TEXT


def test_two_keys_are_not_in_use_at_once(alices):
    with pytest.raises(IntegrityError), transaction.atomic():
        TenantKey.objects.create(tenant=alices, wrapped="another")


def test_database_is_asked_for_a_key_once_in_a_while(alices, kept, clock, django_assert_num_queries):
    with django_assert_num_queries(1):
        opened(kept, context=HERE)
        opened(kept, context=HERE)
    clock[0] += KEPT_FOR + 1
    with django_assert_num_queries(1):
        opened(kept, context=HERE)


def test_keys_of_many_tenants_are_asked_for_at_once(
    alices, bobs, kept, clock, django_assert_num_queries
):
    others = seal(TEXT, tenant=bobs.pk, context=HERE)
    keyring.forget()
    with django_assert_num_queries(1):
        opened(kept, context=HERE)
        opened(others, context=HERE)


def test_key_that_another_process_destroyed_is_forgotten_in_time(alices, kept, clock):
    opened(kept, context=HERE)
    TenantKey.objects.all().delete()
    clock[0] += KEPT_FOR + 1
    with pytest.raises(UnreadableText):
        opened(kept, context=HERE)


def test_tenant_without_a_key_gets_one(db):
    (tenant,) = Tenant.objects.bulk_create([Tenant(slug="a", name="A")])
    call_command("rotate_keys")
    assert opened(seal(TEXT, tenant=tenant.pk, context=HERE), context=HERE) == TEXT


def test_index_is_the_same_for_the_same_text_and_another_for_each_column(db):
    index = sealing.blind_index(TEXT, context=HERE)
    assert index == sealing.blind_index(TEXT, context=HERE)
    assert index != sealing.blind_index(TEXT, context=b"another.column")


def test_index_depends_on_the_key_of_the_service(db):
    before = sealing.blind_index(TEXT, context=HERE)
    ServiceKey.objects.update(wrapped=keyrings.fresh_key())
    keyring.forget()
    after = sealing.blind_index(TEXT, context=HERE)
    keyring.forget()
    assert before != after


def test_keys_say_nothing_of_themselves(alices):
    assert wrapped_key().reveal() not in repr(vars(TenantKey.objects.get()))
