"""Fetching a file of rates: a failure is one sentence, and a file without end is given up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests
import responses

from openbanking.rates import RatesUnavailable, download

FOLDER = "https://rates.example.org/eurofxref"
FILE = "eurofxref-daily.xml"


@pytest.fixture
def publisher() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.mark.parametrize("folder", [FOLDER, f"{FOLDER}/"])
def test_file_is_fetched_from_its_folder(publisher, folder):
    publisher.get(f"{FOLDER}/{FILE}", body=b"<a/>")
    assert download(folder, FILE) == b"<a/>"


def test_answer_that_is_no_file_is_named(publisher):
    publisher.get(f"{FOLDER}/{FILE}", status=404)
    with pytest.raises(RatesUnavailable, match=f"{FILE} answered 404"):
        download(FOLDER, FILE)


@pytest.mark.parametrize(
    "error", [requests.ConnectTimeout, requests.ReadTimeout, requests.ConnectionError]
)
def test_silence_is_named(publisher, error):
    publisher.get(f"{FOLDER}/{FILE}", body=error("with the address of a proxy"))
    with pytest.raises(RatesUnavailable, match=f"cannot be fetched: {error.__name__}.$"):
        download(FOLDER, FILE)


def test_file_without_end_is_given_up(publisher, monkeypatch):
    monkeypatch.setattr("openbanking.rates.fetching.LARGEST", 10)
    publisher.get(f"{FOLDER}/{FILE}", body=b"<a/>" * 10)
    with pytest.raises(RatesUnavailable, match="too large"):
        download(FOLDER, FILE)
