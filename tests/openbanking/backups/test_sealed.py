"""A sealed file opens whole and unchanged, or not at all."""

from __future__ import annotations

import io

import pytest
from cryptography.fernet import Fernet

from openbanking.backups.refusals import Damaged, Refused
from openbanking.backups.sealed import CHUNK, MAGIC, TAG, SealedReader, SealedWriter

TEXT = b"IBAN " * (CHUNK // 2)
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK]


def sealed(text: bytes) -> bytes:
    file = io.BytesIO()
    writer = SealedWriter(file)
    for start in range(0, len(text), 100_000):
        writer.write(text[start : start + 100_000])
    writer.finish()
    return file.getvalue()


def opened(data: bytes) -> bytes:
    return SealedReader(io.BytesIO(data)).readall()


@pytest.fixture(scope="module")
def whole() -> bytes:
    return sealed(TEXT)


def start_of_chunks(data: bytes) -> int:
    return data.index(b"\n", len(MAGIC)) + 1


@pytest.mark.parametrize("size", SIZES)
def test_what_was_sealed_is_opened(size):
    assert opened(sealed(b"x" * size)) == b"x" * size


def test_nothing_of_it_can_be_read_in_the_file(whole):
    assert b"IBAN" not in whole
    assert sealed(TEXT) != whole


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("lost", [1, TAG, CHUNK + TAG])
def test_a_file_that_was_cut_off_is_refused(size, lost):
    data = sealed(b"x" * size)
    kept = max(start_of_chunks(data), len(data) - lost)
    with pytest.raises(Damaged):
        opened(data[:kept])


def test_a_file_that_was_cut_off_between_chunks_is_refused(whole):
    with pytest.raises(Damaged, match="cut off"):
        opened(whole[: start_of_chunks(whole) + CHUNK + TAG])


def test_a_file_that_something_was_added_to_is_refused(whole):
    with pytest.raises(Damaged):
        opened(whole + b"\0")


def test_chunks_in_another_order_are_refused(whole):
    start = start_of_chunks(whole)
    first, second = (whole[start + n * (CHUNK + TAG) :][: CHUNK + TAG] for n in (0, 1))
    swapped = whole[:start] + second + first + whole[start + 2 * (CHUNK + TAG) :]
    assert len(swapped) == len(whole)
    with pytest.raises(Damaged):
        opened(swapped)


def test_chunks_of_another_file_are_refused(whole):
    other = sealed(TEXT)
    with pytest.raises(Damaged):
        opened(whole[: start_of_chunks(whole)] + other[start_of_chunks(other) :])


@pytest.mark.parametrize("place", [0.5, 0.999_999])
def test_a_changed_byte_is_refused(whole, place):
    at = int(len(whole) * place)
    changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    with pytest.raises(Damaged):
        opened(changed)


def test_a_changed_key_is_refused(whole):
    at = len(MAGIC) + 40
    changed = whole[:at] + (b"A" if whole[at : at + 1] != b"A" else b"B") + whole[at + 1 :]
    with pytest.raises(Refused, match="None of FIELD_ENCRYPTION_KEYS"):
        opened(changed)


def test_a_file_of_something_else_is_refused():
    with pytest.raises(Refused, match="no backup of this service"):
        opened(b"PGDMP")


def test_any_of_the_keys_opens_it_and_no_other(settings, whole):
    settings.FIELD_ENCRYPTION_KEYS = [Fernet.generate_key().decode(), *settings.FIELD_ENCRYPTION_KEYS]
    assert opened(whole) == TEXT
    settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
    with pytest.raises(Refused, match="None of FIELD_ENCRYPTION_KEYS opens this file"):
        opened(whole)
