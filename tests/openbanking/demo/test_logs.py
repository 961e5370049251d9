"""The demonstration's screen: progress and results, and no line of a log."""

from __future__ import annotations

import logging

import pytest

from openbanking.demo.logs import logging_to
from openbanking.demo.processes import DidNotStart, running


@pytest.mark.parametrize("name", ["openbanking.health.consents", "contracts.telemetry", "django"])
def test_log_lines_go_to_the_file_and_not_to_the_screen(tmp_path, capfd, name):
    file = tmp_path / "demo.log"
    with logging_to(file):
        logging.getLogger(name).warning("a consent ends")
    assert "a consent ends" in file.read_text()
    assert capfd.readouterr() == ("", "")


def test_loggers_write_where_they_did_once_it_is_over(tmp_path):
    logger = logging.getLogger("openbanking")
    before = logger.handlers[:]
    with logging_to(tmp_path / "demo.log"):
        assert logger.handlers != before
    assert logger.handlers == before


def test_programs_write_to_the_file(tmp_path, capfd):
    file = tmp_path / "demo.log"
    code = "import sys; print('a line'); print('a fault', file=sys.stderr)"
    with (
        pytest.raises(DidNotStart, match=r"demo\.log says why"),
        running("-c", code, port=9, path="/", log=file),
    ):
        pass
    assert sorted(file.read_text().split()) == ["a", "a", "fault", "line"]
    assert capfd.readouterr() == ("", "")
