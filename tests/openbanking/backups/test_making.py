"""A backup is of one instant, whole or not there, and readable by its owner alone."""

from __future__ import annotations

import stat
from datetime import UTC, datetime

import pytest
from django.db import connection

from openbanking.backups import Refused, back_up, examine, making
from openbanking.backups.columns import Kind
from openbanking.backups.contents import FORMAT, Contents, Head, opened
from openbanking.backups.making import snapshot
from openbanking.backups.tables import Column, Table, Total, encode
from openbanking.models import User
from tests import factories

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TABLE = Table(name="things", columns=(Column("id", Kind.INTEGER), Column("name", Kind.TEXT)))

pytestmark = pytest.mark.django_db(transaction=True)


def users_in(database):
    with database.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {User._meta.db_table}")  # noqa: S608
        return cursor.fetchone()[0]


def test_a_backup_sees_one_instant_and_holds_no_writer_up(alice):
    with snapshot() as database:
        assert users_in(database) == 1
        factories.make_user("bob")
        assert users_in(database) == 1
    assert users_in(connection) == 2


def test_a_backup_says_when_it_was_made_and_of_how_many_rows(alice, tmp_path):
    made = back_up(tmp_path / "backup", now=NOW)
    found = examine(tmp_path / "backup")
    assert (found.head.made_at, found.head.database) == (NOW, connection.vendor)
    assert found.rows == made.rows
    assert made.size == (tmp_path / "backup").stat().st_size
    assert found.totals[User._meta.db_table].rows == 1


def test_nobody_else_can_read_the_file(tmp_path):
    back_up(tmp_path / "backup", now=NOW)
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o600


def test_a_file_that_is_there_is_not_overwritten(tmp_path):
    (tmp_path / "backup").write_text("precious")
    with pytest.raises(Refused, match="there already"):
        back_up(tmp_path / "backup", now=NOW)
    assert (tmp_path / "backup").read_text() == "precious"


def test_what_fails_on_the_way_leaves_no_file(tmp_path, monkeypatch):
    def fail(database, table):
        raise OSError("the disk is full")

    monkeypatch.setattr(making, "rows_of", fail)
    with pytest.raises(OSError, match="disk is full"):
        back_up(tmp_path / "backup", now=NOW)
    assert not list(tmp_path.iterdir())


def written(path, *, tables=(TABLE,), migrations=(), version=FORMAT, lines=()):
    """Write a file with a head and whatever lines."""
    head = Head(format=version, made_at=NOW, database="x", migrations=migrations, tables=tables)
    with path.open("wb") as file:
        contents = Contents(file, head)
        for line in lines:
            contents._write(line)
        contents.finish()
    return path


def read(path):
    with opened(path) as reading:
        return {table.name: list(rows) for table, rows in reading.tables()}


ROW = encode([1, "one"])
WRONG = encode(Total(rows=1, digest="0" * 64))


def test_rows_are_read_as_they_were_written(tmp_path):
    with (tmp_path / "backup").open("wb") as file:
        contents = Contents(file, Head(FORMAT, NOW, "x", (), (TABLE,)))
        contents.add(TABLE, [[1, "one"], [2, None]])
        contents.finish()
    assert read(tmp_path / "backup") == {"things": [[1, "one"], [2, None]]}


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ((), "ends early"),
        ((ROW,), "ends early"),
        ((ROW, WRONG), "are not those that were written"),
        ((b"[1,", WRONG), "is unreadable"),
        ((encode([1]), WRONG), "has other columns"),
    ],
)
def test_rows_that_do_not_add_up_are_refused(tmp_path, lines, complaint):
    with pytest.raises(Refused, match=complaint):
        read(written(tmp_path / "backup", lines=lines))


def test_what_follows_the_last_table_is_refused(tmp_path):
    with pytest.raises(Refused, match="something follows"):
        read(written(tmp_path / "backup", tables=(), lines=(ROW,)))


def test_another_format_is_refused(tmp_path):
    with pytest.raises(Refused, match="of format 2"):
        read(written(tmp_path / "backup", version=2))


def test_a_backup_of_a_newer_version_is_refused_and_says_so(tmp_path):
    file = written(tmp_path / "backup", tables=(), migrations=(("openbanking", "9999_beyond"),))
    with pytest.raises(Refused, match=r"newer version of the service: .*openbanking 9999_beyond"):
        examine(file)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(Refused, match="No such file"):
        examine(tmp_path / "nothing")
