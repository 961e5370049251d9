"""What staff may do: sync now, revoke tokens, bring a Powens application, add people."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission

from openbanking.jobs import has_queue
from openbanking.models import (
    Account,
    ApiToken,
    AuditEntry,
    Connection,
    PowensApplication,
    User,
)
from openbanking.sync import Scope, run_sync
from tests import factories
from tests.openbanking.admin.conftest import SECRET

APPLICATIONS = "/admin/openbanking/powensapplication/"
OTHER_PATH, OTHER_HOST = "https://a.biapi.pro/2.1", "https://b.biapi.pro/2.0"
OTHER_PORT = "https://a.biapi.pro:8443/2.0"


def ask(client, model, action, *rows, **answer):
    """Choose rows in a list and something to do with them, which then is asked about."""
    chosen = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    path = model if "/" in model else f"openbanking/{model}"
    return client.post(f"/admin/{path}/", chosen | answer, follow=True)


def act(client, model, action, *rows):
    """Do something to rows of a list, and say yes when asked."""
    return ask(client, model, action, *rows, confirmed="yes")


def press(client, row, button):
    """Press a button on the page of a row, and say yes when asked."""
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/{button}/"
    return client.post(address, {"_form_submitted": "on"})


def test_tenants_connections_are_synced_by_the_operation_and_on_record(staff, linked, alices):
    run_sync(Scope())
    text = act(staff, "tenant", "sync_now", alices).content.decode()
    assert "2 accounts in sync." in text
    entry = AuditEntry.objects.get(operation="openbanking.accounts.sync")
    assert (entry.user.username, entry.channel, entry.tenant) == ("root", "admin", str(alices.pk))


def test_powens_user_without_a_connection_is_read_for_the_first_time(staff, linked, alices):
    text = act(staff, "tenant", "sync_now", alices).content.decode()
    assert "are being read for the first time" in text
    if not has_queue():
        assert Account.objects.count() == 2


def test_connection_is_synced_again(staff, linked, alices):
    run_sync(Scope())
    text = act(staff, "connection", "sync_now", Connection.objects.get()).content.decode()
    assert "2 accounts in sync." in text


def test_sync_that_is_refused_says_why_and_who_must_act(staff, linked, alices):
    run_sync(Scope())
    Connection.objects.update(state="wrongpass")
    text = act(staff, "tenant", "sync_now", alices).content.decode()
    assert "The bank refused the login" in text


def test_sync_without_an_address_says_what_to_set(staff, linked, alices, settings):
    run_sync(Scope())
    settings.POWENS_BASE_URL = ""
    assert "POWENS_BASE_URL is not set" in act(staff, "tenant", "sync_now", alices).content.decode()


def test_staff_who_may_only_look_are_offered_no_sync(client, furnished):
    looker = factories.make_user("looker", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_connection"))
    client.force_login(looker)
    page = client.get("/admin/openbanking/connection/")
    assert page.status_code == 200
    assert "sync_now" not in page.content.decode()


def test_token_is_revoked(staff, alice):
    factories.make_token(alice)
    act(staff, "apitoken", "revoke", ApiToken.objects.get())
    assert ApiToken.objects.get().revoked_at is not None


def test_token_that_was_revoked_is_not_made_to_work_again(staff, alice):
    factories.make_token(alice)
    token = ApiToken.objects.get()
    act(staff, "apitoken", "revoke", token)
    given = {"expires_at_0": "", "expires_at_1": "", "revoked_at_0": "", "revoked_at_1": ""}
    assert staff.post(f"/admin/openbanking/apitoken/{token.pk}/change/", given).status_code == 302
    assert ApiToken.objects.get().revoked_at is not None


def test_person_is_made(staff):
    staff.post(
        "/admin/openbanking/user/add/",
        {
            "username": "dana",
            "password1": "a long and good one",
            "password2": "a long and good one",
            "usable_password": "true",
        },
    )
    dana = User.objects.get(username="dana")
    assert not dana.is_staff


class TestApplication:
    def save(self, staff, alices, address, **given):
        return staff.post(
            address,
            {
                "tenant": str(alices.pk),
                "base_url": "https://a.biapi.pro/2.0",
                "client_id": "1",
                "new_client_secret": SECRET,
                **given,
            },
        )

    def test_is_kept_with_its_secret_encrypted(self, staff, alices):
        assert self.save(staff, alices, f"{APPLICATIONS}add/").status_code == 302
        kept = PowensApplication.objects.get()
        assert kept.client_secret is not None
        assert kept.client_secret.reveal() == SECRET

    @pytest.fixture
    def kept(self, staff, alices):
        self.save(staff, alices, f"{APPLICATIONS}add/")
        return PowensApplication.objects.get()

    def change(self, staff, kept, **given):
        """Send the form of one that is there; return what is kept then, and what the page says."""
        page = self.save(staff, kept.tenant, f"{APPLICATIONS}{kept.pk}/change/", **given)
        kept.refresh_from_db()
        return kept, page.content.decode()

    def test_keeps_its_secret_when_none_is_given(self, staff, kept):
        kept, _ = self.change(staff, kept, base_url=OTHER_PATH, new_client_secret="")
        assert (kept.base_url, kept.client_secret.reveal()) == (OTHER_PATH, SECRET)

    @pytest.mark.parametrize(
        "given",
        [{"base_url": OTHER_HOST}, {"base_url": OTHER_PORT}, {"client_id": "2"}],
    )
    def test_secret_goes_to_nobody_it_was_not_given_for(self, staff, kept, given):
        before = (kept.base_url, kept.client_id)
        kept, said = self.change(staff, kept, **given, new_client_secret="")
        assert "Give the secret" in said
        assert (kept.base_url, kept.client_id) == before

    def test_moves_to_another_host_with_a_secret_for_it(self, staff, kept):
        kept, _ = self.change(staff, kept, base_url=OTHER_HOST, new_client_secret="another secret")
        assert (kept.base_url, kept.client_secret.reveal()) == (OTHER_HOST, "another secret")

    def test_stays_at_its_host_while_it_has_users(self, staff, kept, alice):
        factories.make_powens_user(kept.tenant, alice, application=kept)
        kept, said = self.change(staff, kept, base_url=OTHER_HOST, new_client_secret="another secret")
        assert "their tokens stay with this host" in said
        assert kept.base_url != OTHER_HOST

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"base_url": "http://a.biapi.pro/2.0"}, "Use an https address."),
            ({"new_client_secret": ""}, "Give the secret"),
        ],
    )
    def test_mistake_is_named(self, staff, alices, given, said):
        page = self.save(staff, alices, f"{APPLICATIONS}add/", **given)
        assert said in page.content.decode()
        assert not PowensApplication.objects.exists()
