"""Hostile inputs: noise, and right ones that were cut, doubled, spliced and spoilt."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

# What decoders stumble over: ends of ranges, marks of formats, texts that look like something else.
TOKENS = [
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\\ud800",
        b"\\u0000",
        b"%00",
        b"%ED%A0%80",
    ),
    *(b"NaN", b"-Infinity", b"1e999", b"1E-400", b"-0", b"9" * 400, b"0." + b"1" * 100, b"1_000"),
    *(
        b"[" * 200,
        b"{" * 50,
        b'"',
        b"\\",
        b"<",
        b"&",
        b"&#x0;",
        b"]]>",
        b"<!DOCTYPE x [<!ENTITY y 'z'>]>",
    ),
    *(b"0000-00-00", b"9999-12-31", b"10000-01-01", b"2026-02-30", b"0001-01-01T00:00:00+14:00"),
    *("٣".encode(), "−".encode(), "\N{RIGHT-TO-LEFT OVERRIDE}".encode(), "ﬀ".encode(), b"\r\n", b"\x85"),
    *(b",", b";", b"\t", b"=", b"&", b":", b"null", b"true", b"[]", b"{}", b"A" * 5_000, b"PK\x03\x04"),
]


@st.composite
def spoilt(draw: st.DrawFn, seeds: Sequence[bytes]) -> bytes:
    """Return a right input after a few edits."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        begin = draw(st.integers(0, len(data)))
        end = draw(st.integers(begin, min(len(data), begin + 40)))
        put = draw(
            st.one_of(
                st.sampled_from(TOKENS),
                st.binary(max_size=8),
                st.sampled_from(seeds).map(lambda other: other[len(other) // 3 : 2 * len(other) // 3]),
                st.just(b""),
                st.just(data[begin:end] * 3),
            )
        )
        data = data[:begin] + put + data[end:]
    return data[:100_000]


def hostile(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Return what makes inputs of a kind from some that are right."""
    return st.one_of(spoilt(seeds), st.binary(max_size=400))
