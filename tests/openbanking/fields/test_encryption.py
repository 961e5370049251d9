"""Secrets at rest: never in the clear, readable with any key, moved to the first one on request."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection as database

from openbanking.fields.encryption import Secret, UnreadableSecret
from openbanking.models import PowensApplication, PowensUser
from tests import factories

TOKEN = "a-powens-token-nobody-may-see"


@pytest.fixture
def user(alices, alice):
    return factories.make_powens_user(alices, alice, token=TOKEN)


def revealed(model, name="token"):
    """Return the plain text of the only row's secret."""
    return getattr(model.objects.get(), name).reveal()


def column(user):
    with database.cursor() as cursor:
        cursor.execute("SELECT token FROM openbanking_powensuser")
        return cursor.fetchone()[0]


def test_column_holds_no_plain_text(user):
    assert TOKEN not in column(user)
    assert column(user).startswith("gAAAA")


def test_secret_is_read_back(user):
    assert revealed(PowensUser) == TOKEN


def test_secret_is_sealed_on_the_instance_too(user):
    assert isinstance(user.token, Secret)
    assert TOKEN not in repr(vars(user))


def test_dump_of_the_database_holds_no_plain_text(user):
    assert TOKEN not in serializers.serialize("json", [user])


def test_dump_is_loaded_again(user):
    text = serializers.serialize("json", [user])
    user.delete()
    for each in serializers.deserialize("json", text):
        each.save()
    assert revealed(PowensUser) == TOKEN


def test_no_secret_is_none(alices, alice):
    assert factories.make_powens_user(alices, alice, token=None).token is None


def test_unchanged_secret_is_not_encrypted_again(user):
    before = column(user)
    found = PowensUser.objects.get()
    found.save()
    assert column(user) == before


def test_other_key_opens_nothing(user, settings):
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(UnreadableSecret, match="FIELD_ENCRYPTION_KEYS"):
        revealed(PowensUser)


class TestRotation:
    @pytest.fixture
    def keys(self, settings):
        """The key so far behind a new one."""
        old = settings.FIELD_ENCRYPTION_KEYS[0]
        settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), old]
        return settings

    def test_old_secret_is_still_read(self, user, keys):
        assert revealed(PowensUser) == TOKEN

    def test_new_key_alone_is_enough_afterwards(self, user, alices, keys):
        PowensApplication.objects.create(
            tenant=alices, base_url="https://a.biapi.pro/2.0", client_id="1", client_secret="shh"
        )
        call_command("rotate_keys")
        keys.FIELD_ENCRYPTION_KEYS = keys.FIELD_ENCRYPTION_KEYS[:1]
        assert revealed(PowensUser) == TOKEN
        assert revealed(PowensApplication, "client_secret") == "shh"

    def test_what_cannot_be_read_is_named_and_the_rest_is_rotated(self, user, alices, bob, keys, capsys):
        other = factories.make_powens_user(alices, bob)
        PowensUser.objects.filter(pk=other.pk).update(token=Secret("unreadable"))
        with pytest.raises(CommandError, match="1 cannot be read"):
            call_command("rotate_keys")
        assert "openbanking.PowensUser.token: 1 cannot be read." in capsys.readouterr().err
        keys.FIELD_ENCRYPTION_KEYS = keys.FIELD_ENCRYPTION_KEYS[:1]
        other.delete()
        assert revealed(PowensUser) == TOKEN

    def test_what_is_under_the_first_key_is_left_alone(self, user, keys):
        call_command("rotate_keys")
        before = column(user)
        call_command("rotate_keys")
        assert column(user) == before

    def test_what_was_written_meanwhile_stays(self, user, keys, monkeypatch):
        newer = Secret.seal("newer")
        rotated = Secret.rotated

        def rotated_late(secret):
            PowensUser.objects.update(token=newer)
            return rotated(secret)

        monkeypatch.setattr(Secret, "rotated", rotated_late)
        call_command("rotate_keys")
        assert revealed(PowensUser) == "newer"

    def test_count_is_reported(self, user, keys, capsys):
        call_command("rotate_keys")
        # With the family's data key and the service's.
        assert capsys.readouterr().out.startswith("3 secrets are now under the first key")
