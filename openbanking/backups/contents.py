"""What a backup says: a head, then of each table its rows and their total, a line each, compressed."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import msgspec

from openbanking.backups.refusals import Damaged, Refused
from openbanking.backups.sealed import CHUNK, SealedReader, SealedWriter
from openbanking.backups.tables import Table, Tally, Total, counted, decode_row, encode

FORMAT = 1
# Beyond it files get hardly smaller, and take twice as long.
COMPRESSION = 6


class Head(msgspec.Struct, frozen=True):
    """When a backup was made and of what, and the migrations its tables are by."""

    format: int
    made_at: datetime
    database: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]


class Contents:
    """A backup that is being written: its head, then each table in the order that it gives."""

    def __init__(self, file: BinaryIO, head: Head) -> None:
        self._sealed = SealedWriter(file)
        self._lines = gzip.GzipFile(
            fileobj=self._sealed, mode="wb", compresslevel=COMPRESSION, mtime=head.made_at.timestamp()
        )
        self._write(encode(head))

    def add(
        self, table: Table, rows: Iterable[list[Any]], advance: Callable[[int], None] = lambda rows: None
    ) -> Total:
        """Write the rows of a table and what they add up to, and return that."""
        tally = Tally(table)
        for row in counted(rows, advance):
            line = encode(row)
            tally.add(row, line)
            self._write(line)
        self._write(encode(tally.total))
        return tally.total

    def finish(self) -> None:
        """Bring the file to its end."""
        self._lines.close()
        self._sealed.finish()

    def _write(self, line: bytes) -> None:
        self._lines.write(line + b"\n")


class Reading:
    """A backup that is being read from its beginning to its end."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines
        # Of each table that was read to its end.
        self.totals: dict[str, Total] = {}
        try:
            version = msgspec.json.decode(first := self._line()).get("format")
            if version != FORMAT:
                raise Refused(f"This backup is of format {version}, and {FORMAT} is read here.")
            self.head = msgspec.json.decode(first, type=Head)
        except (msgspec.DecodeError, AttributeError):
            _complain("its head is unreadable")

    def tables(self) -> Iterator[tuple[Table, Iterator[list[Any]]]]:
        """Yield each table with its rows, which have to be taken before the next.

        Raises Damaged where rows do not add up to what was written.
        """
        for table in self.head.tables:
            yield table, self._rows(table)
        if next(self._lines, b""):
            raise Damaged("something follows its last table")

    def _rows(self, table: Table) -> Iterator[list[Any]]:
        tally = Tally(table)
        while not (line := self._line()).startswith(b"{"):
            try:
                row = decode_row(line)
            except msgspec.DecodeError:
                _complain(f"a row of {table.name} is unreadable")
            if len(row) != len(table.columns):
                raise Damaged(f"a row of {table.name} has other columns than the rest")
            tally.add(row, line)
            yield row
        if msgspec.json.decode(line, type=Total) != tally.total:
            raise Damaged(f"the rows of {table.name} are not those that were written")
        self.totals[table.name] = tally.total

    def _line(self) -> bytes:
        line = next(self._lines, None)
        if line is None:
            raise Damaged("it ends early")
        return line.rstrip(b"\n")


@contextmanager
def opened(path: Path, advance: Callable[[int], None] = lambda size: None) -> Iterator[Reading]:
    """Open a backup; `advance` is told how many bytes of the file were read. Raises Refused."""
    try:
        with path.open("rb") as file:
            sealed = io.BufferedReader(SealedReader(file), CHUNK)
            lines = gzip.GzipFile(fileobj=sealed)
            yield Reading(_counted(lines, file, advance))
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Damaged("it is not compressed as it should be") from None


def _counted(lines: Iterable[bytes], file: BinaryIO, advance: Callable[[int], None]) -> Iterator[bytes]:
    read = 0
    for line in lines:
        if (position := file.tell()) != read:
            advance(position - read)
            read = position
        yield line


def _complain(what: str) -> NoReturn:
    raise Damaged(what) from None
