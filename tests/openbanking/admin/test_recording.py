"""Whatever staff are shown or change in the admin is on record, with whose it was and from where."""

from __future__ import annotations

import pytest

from openbanking.models import AuditEntry, AuditRecord
from openbanking.trail.verification import verify
from tests import factories

ADMIN = "/admin/openbanking/"


def recorded(operation):
    return AuditRecord.objects.filter(operation=operation)


def test_page_of_a_row_names_the_row_its_family_and_the_address(staff, furnished):
    staff.get(f"{ADMIN}account/{furnished.pk}/change/", REMOTE_ADDR="192.0.2.17")
    record = recorded("admin.view.account").get()
    assert (record.user.username, record.channel, record.address) == ("root", "admin", "192.0.2.17")
    assert (record.tenant, record.account) == (str(furnished.tenant_id), str(furnished.pk))
    assert record.about == f"account:{furnished.pk}"
    assert record.version


def test_row_of_an_account_names_the_account_and_its_family(staff, furnished):
    balance = furnished.balances.first()
    staff.get(f"{ADMIN}balance/{balance.pk}/change/")
    record = recorded("admin.view.balance").get()
    assert (record.tenant, record.account) == (str(furnished.tenant_id), str(furnished.pk))


@pytest.mark.parametrize("model", ["account", "balance", "transaction", "holding", "manualaccount"])
def test_list_is_on_record_for_each_family_it_shows(staff, furnished, bobs, bob, model):
    factories.make_transaction(furnished, "1")
    staff.get(f"{ADMIN}{model}/")
    assert set(recorded(f"admin.list.{model}").values_list("tenant", flat=True)) == {
        str(furnished.tenant_id)
    }


def test_list_of_nothing_is_on_record_too(staff):
    staff.get(f"{ADMIN}account/")
    assert recorded("admin.list.account").get().tenant == ""


def test_first_page_and_history_are_on_record(staff, furnished):
    staff.get("/admin/")
    staff.get(f"{ADMIN}account/{furnished.pk}/history/")
    assert recorded("admin.page.index").exists()
    assert recorded("admin.history.account").get().about == f"account:{furnished.pk}"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT"])
def test_page_is_on_record_by_whatever_method_it_is_asked_for(staff, furnished, method):
    staff.generic(method, f"{ADMIN}account/{furnished.pk}/change/")
    assert recorded("admin.view.account").get().about == f"account:{furnished.pk}"


def test_form_that_is_shown_again_is_on_record(staff, alices):
    staff.post(f"{ADMIN}tenant/{alices.pk}/change/", form_of(staff, alices, name=""))
    assert recorded("admin.view.tenant").filter(about=f"tenant:{alices.pk}").count() == 2


def test_way_on_board_that_is_shown_again_is_on_record(staff, alices):
    staff.post(f"{ADMIN}tenant/{alices.pk}/onboarding/", {"do": "invite"})
    assert recorded("admin.page.family-onboarding").exists()


def test_page_that_is_refused_is_not(client, furnished):
    client.get(f"{ADMIN}account/{furnished.pk}/change/")
    assert not AuditRecord.objects.filter(operation__startswith="admin.").exists()


def test_form_that_changes_a_row_is_on_record_with_it(staff, alices):
    staff.post(f"{ADMIN}tenant/{alices.pk}/change/", form_of(staff, alices, name="The Martins"))
    alices.refresh_from_db()
    assert alices.name == "The Martins"
    record = recorded("admin.change.tenant").get()
    assert (record.tenant, record.about) == (str(alices.pk), f"tenant:{alices.pk}")


def test_row_that_is_deleted_is_on_record(staff, alices, alice):
    rate = factories.make_manual_account(alices)
    staff.post(f"{ADMIN}manualaccount/{rate.pk}/delete/", {"post": "yes"})
    assert recorded("admin.delete.manualaccount").get().about == f"manualaccount:{rate.pk}"


def test_export_is_in_the_chain(staff, furnished):
    staff.post(f"{ADMIN}auditrecord/export/", {"format": "0", "resource": "", **columns()})
    assert recorded("admin.export.auditrecord").exists()
    assert verify().findings == []


def test_family_sees_that_staff_looked(staff, furnished):
    staff.get(f"{ADMIN}account/{furnished.pk}/change/")
    entry = AuditEntry.objects.get(operation="admin.view.account")
    assert entry.tenant == str(furnished.tenant_id)


def columns():
    from openbanking.admin.export_columns import AuditColumns

    return {f"auditcolumns_{name}": "on" for name in AuditColumns.fields}


def form_of(staff, tenant, **changes):
    """Return what the form of a family sends, with these changes."""
    answer = staff.get(f"{ADMIN}tenant/{tenant.pk}/change/")
    form = answer.context["adminform"].form
    sent = {name: form.initial.get(name, "") for name in form.fields}
    for inline in answer.context["inline_admin_formsets"]:
        management = inline.formset.management_form
        sent |= {f"{management.prefix}-{name}": value for name, value in management.initial.items()}
        for each in inline.formset.initial_forms:
            sent |= {each.add_prefix(name): each.initial.get(name, "") for name in each.fields}
            sent[each.add_prefix("id")] = str(each.instance.pk)
            sent[each.add_prefix("tenant")] = str(tenant.pk)
    return {name: "" if value is None else value for name, value in (sent | changes).items()}
