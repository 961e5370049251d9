"""Answers of a server with their bodies, read to the end."""

from __future__ import annotations

from typing import NamedTuple

import requests

from openbanking.powens.errors import PowensProtocolError

# A page of transactions is a megabyte: what is so much longer is no answer, and would fill the memory.
LONGEST = 64 * 1024 * 1024
PIECE = 1024 * 1024


class Answer(NamedTuple):
    """A response, and its body."""

    response: requests.Response
    body: bytes


def body_of(response: requests.Response) -> bytes:
    """Read a body to its end; raises PowensProtocolError for one of more than LONGEST bytes.

    In few large pieces: requests by itself reads a page of transactions in a hundred.
    """
    pieces, size = [], 0
    with response:
        for piece in response.iter_content(PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > LONGEST:
                raise PowensProtocolError(f"Powens' answer is longer than {LONGEST} bytes.")
    return b"".join(pieces)
