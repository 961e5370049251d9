"""A family is taken along whole and exact, without a secret, and is the same in another service."""

from __future__ import annotations

import json
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from openbanking.models import (
    Account,
    AlertEndpoint,
    AuditRecord,
    Institution,
    Membership,
    PowensUser,
    Tenant,
    Transaction,
    User,
)
from openbanking.portability.belongings import belongings, rows_of
from openbanking.portability.contents import LEFT_OUT, moved
from openbanking.portability.erasing import erase
from openbanking.portability.exporting import export, part_of, parts_of
from openbanking.portability.importing import NotImported, import_tenant
from openbanking.portability.lines import lines_of
from openbanking.portability.people import People
from tests.factories import NOW
from tests.openbanking.admin.conftest import SECRET, TOKEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path, alices):
    exported = tmp_path / "alices.zip"
    export(alices, exported, now=NOW)
    return exported


@pytest.fixture
def elsewhere(file, alices):
    """The family's file in a service that has not got it, nor its people."""
    erase(alices, people=People.DELETE)
    return file


def read(file, part):
    with ZipFile(file) as archive:
        return [json.loads(line) for line in archive.read(part).decode().splitlines()]


def comparable(lines):
    """Return lines as they are, or sorted where rows have no id in the file to be in order by."""
    if all("id" in each for each in lines):
        return lines
    return sorted(json.dumps(each, sort_keys=True) for each in lines)


def test_every_table_with_a_row_of_it_is_in_the_file(file, alices):
    with ZipFile(file) as archive:
        for model in belongings():
            label = model._meta.label
            if label in LEFT_OUT:
                assert not any(label in name for name in archive.namelist())
                continue
            (name,) = (each for each in archive.namelist() if each.endswith(f"/{label}.jsonl"))
            assert len(archive.read(name).splitlines()) == rows_of(alices, model).count() > 0, label


def test_nothing_of_another_family_is_in_it(tmp_path, alices, bobs, bob):
    file = tmp_path / "alices.zip"
    export(alices, file, now=NOW)
    theirs = [str(pk) for model in moved() for pk in rows_of(bobs, model).values_list("pk", flat=True)]
    with ZipFile(file) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    # Numbers that the database gives are not in the file, and short ones stand in anything.
    assert not [each for each in theirs if len(each) == 36 and each in text]
    assert "bob" not in text


def test_no_secret_is_in_it(file):
    with ZipFile(file) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    for secret in (TOKEN, SECRET, "gAAAA", "pbkdf2", "md5$", "argon2"):
        assert secret not in text


def test_amounts_are_exact_and_ibans_in_the_clear(file):
    amounts = {row["amount"] for row in read(file, "rows/openbanking.Transaction.jsonl")}
    assert "-0.000000000000000001" in amounts
    (account,) = read(file, "rows/openbanking.Account.jsonl")
    assert account["iban"].startswith("FR76")
    assert "iban_index" not in account


def test_file_is_for_its_owner_alone(file):
    assert file.stat().st_mode & 0o777 == 0o600


def test_family_is_the_same_elsewhere(elsewhere, alices):
    before = {part_of(model): read(elsewhere, part_of(model)) for model in moved()}
    tenant, rows = import_tenant(elsewhere)
    assert tenant == alices
    assert rows == sum(map(len, before.values()))
    for model in moved():
        lines = [json.loads(line) for line in lines_of(rows_of(tenant, model))]
        assert comparable(lines) == comparable(before[part_of(model)]), part_of(model)
    assert Decimal("-0.000000000000000001") in set(
        Transaction.objects.filter(account__tenant=tenant).values_list("amount", flat=True)
    )


def test_iban_is_found_again(elsewhere, alices):
    import_tenant(elsewhere)
    account = Account.objects.get(tenant=alices)
    assert account.iban.startswith("FR76")
    assert account.iban_index


def test_members_are_there_without_password_or_right(elsewhere, alice):
    User.objects.filter(pk=alice.pk).update(is_staff=False)
    import_tenant(elsewhere)
    member = User.objects.get(username="alice")
    assert member.pk == alice.pk
    assert not member.has_usable_password()
    assert not member.is_staff
    assert Membership.objects.filter(user=member).count() == 1


def test_secrets_are_made_or_asked_for_anew(elsewhere):
    import_tenant(elsewhere)
    assert PowensUser.objects.get().token is None
    secret = AlertEndpoint.objects.get().secret
    assert secret is not None
    assert len(secret.reveal()) > 30


def test_audit_of_another_service_does_not_enter_this_one_s_chain(elsewhere, alices):
    import_tenant(elsewhere)
    assert not AuditRecord.objects.filter(tenant=str(alices.pk)).exists()


def test_bank_that_is_known_here_is_the_same_bank(elsewhere):
    bank = Institution.objects.get()
    known = Institution.objects.create(code="moved", name=bank.name)
    code = bank.code
    Institution.objects.filter(pk=bank.pk).delete()
    Institution.objects.filter(pk=known.pk).update(code=code)
    tenant, _ = import_tenant(elsewhere)
    assert tenant.accounts.get().connection.institution_id == known.pk


def test_family_that_is_here_is_not_imported_again(file):
    with pytest.raises(NotImported, match="here already"):
        import_tenant(file)


def test_stranger_of_the_same_name_gets_no_family(elsewhere):
    User.objects.create(username="alice")
    with pytest.raises(NotImported, match="another person"):
        import_tenant(elsewhere)
    assert not Tenant.objects.filter(slug="alices").exists()


def rewritten(file, part, change):
    with ZipFile(file) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents[part] = change(contents[part])
    with ZipFile(file, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines.replace(b"-0.000000000000000001", b"-0.000000000000000002"),
        lambda lines: b"\n".join(lines.splitlines()[1:]) + b"\n",
    ],
)
def test_file_that_was_changed_is_not_imported(elsewhere, change):
    rewritten(elsewhere, "rows/openbanking.Transaction.jsonl", change)
    with pytest.raises(NotImported, match="does not say here"):
        import_tenant(elsewhere)
    assert not Tenant.objects.filter(slug="alices").exists()


def test_file_of_another_version_is_not_imported(elsewhere):
    rewritten(
        elsewhere, "manifest.json", lambda text: text.replace(b'"migration": "', b'"migration": "x')
    )
    with pytest.raises(NotImported, match="tables are others"):
        import_tenant(elsewhere)


def test_what_is_no_file_of_ours_is_refused(tmp_path):
    file = tmp_path / "a.zip"
    file.write_text("nothing")
    with pytest.raises(CommandError, match="not a file of this service"):
        call_command("import_tenant", str(file))


def test_commands_write_and_bring_back_and_are_on_record(tmp_path, alices, capsys):
    file = tmp_path / "alices.zip"
    call_command("export_tenant", "alices", "--into", str(file))
    assert AuditRecord.objects.filter(operation="manage.export_tenant").exists()
    with pytest.raises(CommandError, match="is there already"):
        call_command("export_tenant", "alices", "--into", str(file))
    erase(alices, people=People.DELETE)
    call_command("import_tenant", str(file))
    assert "each as it was written" in capsys.readouterr().out
    assert len(dict(parts_of(alices))) > 30
