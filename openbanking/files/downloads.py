"""Answers that browsers save as files, written while they are sent or before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from tempfile import TemporaryFile

from django.http import FileResponse, StreamingHttpResponse

from openbanking.files.spreadsheets import Cell, write_xlsx

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def text_file(name: str, media_type: str, lines: Iterable[str]) -> StreamingHttpResponse:
    """Answer with a file of text, line by line as lines are made; `name` is ASCII."""
    return StreamingHttpResponse(
        (line.encode() for line in lines),
        content_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def xlsx_file(
    name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> FileResponse:
    """Answer with a workbook of one sheet, which is written whole before it is sent."""
    file = TemporaryFile()  # noqa: SIM115  (closed by the response)
    write_xlsx(file, title, header, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)
