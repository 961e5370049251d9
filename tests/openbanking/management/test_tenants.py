"""create_tenant: tenants and who belongs to them."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from openbanking.models import Membership, Tenant


def roles(slug):
    found = Membership.objects.filter(tenant__slug=slug).values_list("user__username", "role")
    return dict(found)


def test_id_of_the_tenant_is_printed(alice, capsys):
    call_command("create_tenant", "smiths", "--name", "The Smiths", "--member", "alice")
    tenant = Tenant.objects.get()
    assert capsys.readouterr().out.strip() == str(tenant.pk)
    assert (tenant.name, roles("smiths")) == ("The Smiths", {"alice": "viewer"})


def test_again_adds_members_and_removes_none(alice, bob, charlie):
    call_command("create_tenant", "smiths", "--name", "The Smiths", "--member", "alice")
    call_command("create_tenant", "smiths", "--admin", "bob", "--member", "charlie")
    assert roles("smiths") == {"alice": "viewer", "bob": "admin", "charlie": "viewer"}
    assert Tenant.objects.get().name == "The Smiths"


def test_member_becomes_admin_and_is_not_demoted_by_being_named_again(alice):
    call_command("create_tenant", "smiths", "--member", "alice")
    call_command("create_tenant", "smiths", "--admin", "alice")
    call_command("create_tenant", "smiths", "--member", "alice")
    assert roles("smiths") == {"alice": "admin"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["smiths", "--member", "nobody"], "no user nobody"),
        (["the smiths"], "not a slug"),
    ],
)
def test_mistake_is_named_and_no_tenant_made(db, arguments, said):
    with pytest.raises(CommandError, match=said):
        call_command("create_tenant", *arguments)
    assert not Tenant.objects.exists()
