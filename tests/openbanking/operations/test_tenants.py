"""openbanking.tenants.list: what a caller may ask about, and nothing of what they may not."""

from __future__ import annotations

from tests import factories
from tests.conftest import Api

KEY = "openbanking.tenants.list"


def slugs(api, **asked):
    answer = api.get(KEY, **asked)
    assert answer.status_code == 200, answer.content
    return [each["slug"] for each in answer.json()["tenants"]]


def test_member_sees_own_tenants_with_the_role_in_each(as_alice, alice, alices, bobs):
    factories.make_tenant("others", admins=(alice,))
    found = as_alice.get(KEY).json()["tenants"]
    assert [(each["slug"], each["role"]) for each in found] == [
        ("alices", "viewer"),
        ("others", "admin"),
    ]


def test_token_sees_the_tenants_it_was_made_for(alice, alices):
    other = factories.make_tenant("others", alice)
    assert slugs(Api(factories.make_token(alice, other))) == ["others"]


def test_caller_without_a_tenant_gets_an_empty_list(as_charlie):
    assert slugs(as_charlie) == []


def test_staff_see_no_tenant_by_being_staff(alices):
    root = factories.make_user("root", is_staff=True, is_superuser=True)
    assert slugs(Api(factories.make_token(root))) == []


def test_pages_show_each_tenant_once(as_alice, alice):
    for number in range(4):
        factories.make_tenant(f"other-{number}", alice)
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = as_alice.get(KEY, pageSize=2, **cursor).json()
        seen += [each["slug"] for each in page["tenants"]]
        if not page["hasMore"]:
            break
        cursor = {"cursor": page["nextCursor"]}
    assert seen == ["alices", *(f"other-{number}" for number in range(4))]


def test_cursor_of_somebody_else_is_refused(as_alice, as_bob, alice):
    factories.make_tenant("others", alice)
    cursor = as_alice.get(KEY, pageSize=1).json()["nextCursor"]
    assert as_bob.get(KEY, cursor=cursor).status_code == 400


def test_refusal_to_choose_names_them_by_id_and_not_by_name(as_alice, alice, alices):
    factories.make_tenant("others", alice, name="The Others")
    refused = as_alice.get("openbanking.accounts.list")
    assert str(alices.pk) in refused.json()["args"]["tenantIds"]
    assert "Others" not in refused.content.decode()
