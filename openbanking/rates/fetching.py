"""Fetch a file of rates from where it is published."""

from __future__ import annotations

import requests
from requests.adapters import HTTPAdapter

from openbanking.rates.ecb import LARGEST

TIMEOUT = (5.0, 30.0)
PIECE = 64 * 1024
# Where no connection comes about; a server that answers is not asked again.
RETRIES = 2

DAILY = "eurofxref-daily.xml"
QUARTER = "eurofxref-hist-90d.xml"
HISTORY = "eurofxref-hist.xml"


class RatesUnavailable(Exception):
    """The file could not be fetched."""


def download(folder: str, file: str) -> bytes:
    """Return a published file, from the address of its folder; raises RatesUnavailable."""
    url = f"{folder.rstrip('/')}/{file}"
    try:
        with requests.Session() as session:
            for scheme in ("http://", "https://"):
                session.mount(scheme, HTTPAdapter(max_retries=RETRIES))
            with session.get(url, timeout=TIMEOUT, stream=True) as response:
                if response.status_code != requests.codes.ok:
                    raise RatesUnavailable(f"{url} answered {response.status_code}.")
                return _body(response, url)
    except requests.RequestException as error:
        raise RatesUnavailable(f"{url} cannot be fetched: {type(error).__name__}.") from None


def _body(response: requests.Response, url: str) -> bytes:
    data = bytearray()
    for piece in response.iter_content(PIECE):
        data += piece
        if len(data) > LARGEST:
            raise RatesUnavailable(f"{url} is too large for a file of rates.")
    return bytes(data)
