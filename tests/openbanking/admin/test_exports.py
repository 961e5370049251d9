"""Files of the admin: what is filtered, exact and harmless, up to so many rows, and on record."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from openpyxl import load_workbook

from openbanking.admin import exports
from openbanking.models import AuditEntry
from openbanking.trail import reading
from openbanking.trail.files import records_in
from openbanking.trail.verification import verify_part
from tests import factories

LISTS = ["account", "balance", "transaction", "holding"]
CSV, XLSX, JSON_LINES = "0", "1", "2"


def exported(client, model, file_format=CSV, without=(), **query):
    """Ask for a file as the page does, with all columns but some."""
    address = f"/admin/openbanking/{model}/export/"
    form = client.get(address, query).context["form"]
    asked = {
        name: "on"
        for name in form.fields
        if name not in (*without, "format", "resource", "export_items")
    }
    return client.post(address, asked | {"format": file_format, "resource": "0"}, query_params=query)


def rows_of(answer):
    text = b"".join(answer.streaming_content).decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("model", LISTS)
@pytest.mark.parametrize("file_format", [CSV, XLSX])
def test_list_is_exported(staff, furnished, model, file_format):
    answer = exported(staff, model, file_format)
    assert answer.status_code == 200
    assert f".{'csv' if file_format == CSV else 'xlsx'}" in answer["Content-Disposition"]
    content = b"".join(answer.streaming_content)
    if file_format == CSV:
        assert b"1310.42" in content or b"-42.17" in content or b"1100" in content
    else:
        header, first, *_ = load_workbook(io.BytesIO(content)).active.values
        assert dict(zip(header, first, strict=True))["Family"] == "Alices"


@pytest.mark.parametrize("model", LISTS)
def test_list_offers_its_export_as_it_is_filtered(staff, furnished, model):
    page = staff.get(f"/admin/openbanking/{model}/", {"q": "0189"})
    assert f"/admin/openbanking/{model}/export/?q=0189" in page.content.decode()


def test_what_is_filtered_is_exported(staff, furnished):
    factories.make_transaction(furnished, "-1", date=factories.NOW - timedelta(days=90))
    day = factories.NOW.date()
    found = rows_of(exported(staff, "transaction", date_from=str(day), date_to=str(day)))
    assert [row["Amount"] for row in found] == ["-42.17"]


def test_columns_are_chosen(staff, furnished):
    (row,) = rows_of(exported(staff, "transaction", without=["transactioncolumns_note"]))
    assert "Note" not in row
    assert row["Other side"] == ""


def test_wording_of_a_stranger_is_no_formula(staff, furnished):
    factories.make_transaction(furnished, "-1", simplified_wording='=HYPERLINK("http://evil")')
    wordings = [row["Wording"] for row in rows_of(exported(staff, "transaction"))]
    assert '\'=HYPERLINK("http://evil")' in wordings


def test_amount_is_a_number_of_a_spreadsheet(staff, furnished):
    content = b"".join(exported(staff, "transaction", XLSX).streaming_content)
    header, first = load_workbook(io.BytesIO(content)).active.values
    amount = dict(zip(header, first, strict=True))["Amount"]
    assert (type(amount), Decimal(str(amount))) == (float, Decimal("-42.17"))


def test_more_rows_than_a_file_may_have_are_refused_and_not_cut(staff, furnished, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 1)
    factories.make_transaction(furnished, "-1")
    answer = exported(staff, "transaction")
    assert "That would be more than 1 rows" in answer.content.decode()
    assert not AuditEntry.objects.filter(operation__startswith="admin.export")


def test_each_export_is_on_record(staff, furnished):
    for _ in range(2):
        exported(staff, "transaction", account__id__exact=str(furnished.pk))
    entry = AuditEntry.objects.get(operation="admin.export.transaction")
    assert (entry.user.username, entry.channel, entry.count) == ("root", "admin", 2)
    assert entry.account == str(furnished.pk)


def test_who_may_not_see_a_list_exports_nothing(client, furnished):
    clerk = factories.make_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_account"))
    client.force_login(clerk)
    assert client.get("/admin/openbanking/transaction/export/").status_code == 403
    assert exported(client, "account").status_code == 200


@pytest.mark.parametrize("model", LISTS)
def test_export_costs_the_same_however_many_rows(
    staff, furnished, model, batch, django_assert_max_num_queries
):
    for _ in range(5):
        account = factories.make_account(furnished.connection)
        factories.make_balance(account, "1")
        factories.make_transaction(account, "1")
        factories.make_holding(account, "1")
    with django_assert_max_num_queries(18):
        assert len(rows_of(exported(staff, model))) >= 6


class TestAudit:
    """The chain as JSON lines: in its order, all of what is filtered, to be verified anywhere."""

    @pytest.fixture(autouse=True)
    def records(self, alices, alice, bobs):
        made = [factories.make_audit_record(alices, alice, about=f"row:{each}") for each in range(3)]
        made += [factories.make_audit_record(bobs), factories.make_audit_record(alices, count=7)]
        return made

    def lines(self, client, **query):
        answer = exported(client, "auditrecord", JSON_LINES, **query)
        assert answer["Content-Type"] == "application/jsonl; charset=utf-8"
        assert answer["Content-Disposition"].endswith('.jsonl"')
        return b"".join(answer.streaming_content).decode().splitlines()

    def test_is_verified_by_the_file_alone(self, staff, records, django_assert_num_queries):
        lines = self.lines(staff)
        with django_assert_num_queries(0):
            found = verify_part(records_in(lines))
        assert (found.findings, found.first, found.left_out) == ([], 1, 0)
        assert found.records > len(records)  # the export is on record before it is sent

    def test_numbers_are_numbers(self, staff, records):
        said = json.loads(self.lines(staff)[4])
        assert (said["sequence"], said["count"], said["erasedBy"]) == (5, 7, None)

    def test_is_ordered_as_the_chain_whatever_the_list_is_by(self, staff):
        places = [json.loads(each)["sequence"] for each in self.lines(staff, o="-8")]
        assert places == sorted(places)

    def test_has_what_is_filtered(self, staff, alices, records):
        lines = self.lines(staff, q=str(alices.pk))
        *found, latest = [json.loads(each) for each in lines]
        assert [each["about"] for each in found] == ["row:0", "row:1", "row:2", ""]
        assert latest["operation"] == "admin.export.auditrecord"
        between = latest["sequence"] - len(lines)
        assert verify_part(records_in(lines)).left_out == between > 0

    def test_may_be_longer_than_tables_and_is_read_in_parts(self, staff, records, monkeypatch):
        monkeypatch.setattr(exports, "MOST_ROWS", 1)
        monkeypatch.setattr(reading, "TOGETHER", 2)
        assert len(self.lines(staff)) > len(records)

    def test_table_is_ordered_so_too(self, staff):
        rows = rows_of(exported(staff, "auditrecord", CSV))
        assert [row["sequence"] for row in rows][:3] == ["1", "2", "3"]

    def test_limited_staff_take_their_families_along(self, client, alices):
        clerk = factories.make_user("clerk", is_staff=True, is_superuser=True, is_limited=True)
        clerk.works_for.add(alices)
        client.force_login(clerk)
        said = [json.loads(each) for each in self.lines(client)]
        assert {each["tenant"] for each in said} == {str(alices.pk)}


@pytest.mark.parametrize("model", [*LISTS, "auditrecord"])
@pytest.mark.parametrize("query", [{"id__exact": "x"}, {"no_such_column": "x"}])
def test_filter_that_says_nothing_leads_back_to_the_list(staff, furnished, model, query):
    if model == "auditrecord" and "id__exact" in query:
        query = {"sequence__exact": "x"}
    answer = staff.get(f"/admin/openbanking/{model}/export/", query)
    assert answer["Location"] == f"/admin/openbanking/{model}/?e=1"


class TestRecord:
    """Who exports is on record with the families whose rows they take, and with no others."""

    def families(self, model="transaction"):
        found = AuditEntry.objects.filter(operation=f"admin.export.{model}")
        return set(found.values_list("tenant", flat=True))

    def test_names_every_family_in_the_file(self, staff, furnished, alices, bobs, bob):
        other = factories.make_connection(factories.make_powens_user(bobs, bob))
        factories.make_transaction(factories.make_account(other), "-1")
        exported(staff, "transaction")
        assert self.families() == {str(alices.pk), str(bobs.pk)}

    def test_names_none_that_the_address_names_alone(self, client, alices, account, bobs):
        clerk = factories.make_user("clerk", is_staff=True, is_superuser=True, is_limited=True)
        clerk.works_for.add(alices)
        client.force_login(clerk)
        factories.make_transaction(account, "-1")
        exported(client, "account", tenant__id__exact=str(bobs.pk))
        assert self.families("account") == {str(alices.pk)}
