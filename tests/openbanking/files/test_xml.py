"""XML from outside: read in any encoding, refused with a document type, and never quoted."""

from __future__ import annotations

import pytest

from openbanking.files.xml import UnreadableXml, read_xml

BOMB = b'<!DOCTYPE a [<!ENTITY b "PRIVATE"><!ENTITY c "&b;&b;">]><a>&c;</a>'
OTHER_FILE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a>'


@pytest.mark.parametrize(
    "data",
    [
        "<a>é</a>".encode(),
        '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1"),
        '<?xml version="1.0" encoding="UTF-16"?><a>é</a>'.encode("utf-16"),
    ],
)
def test_text_is_read_in_the_encoding_it_is_in(data):
    assert read_xml(data).text == "é"


@pytest.mark.parametrize("data", [b"<!DOCTYPE a><a/>", BOMB, OTHER_FILE])
def test_document_type_is_refused(data):
    with pytest.raises(UnreadableXml, match="document type"):
        read_xml(data)


@pytest.mark.parametrize("data", [b"", b"PRIVATE", b"<a>PRIVATE", b"<a>&PRIVATE;</a>", b"\xff\xfe\x00"])
def test_what_is_no_xml_is_refused_without_being_quoted(data):
    with pytest.raises(UnreadableXml, match=r"^It is no well-formed XML: line 1, column \d+\.$"):
        read_xml(data)


def test_encoding_nobody_knows_is_refused():
    with pytest.raises(UnreadableXml, match="encoding"):
        read_xml(b'<?xml version="1.0" encoding="klingon"?><a/>')
