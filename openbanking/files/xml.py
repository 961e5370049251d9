"""XML from outside, read without the part of it that is dangerous.

Entities, which can grow without bounds or fetch other files, can only be declared in a document type;
no format that is read here has one.
"""

from __future__ import annotations

from xml.etree import ElementTree


class UnreadableXml(ValueError):
    """It is no XML, or has a document type; the message quotes nothing of it."""


class _WithoutDocumentType(ElementTree.TreeBuilder):
    def doctype(self, name: str, public_id: str | None, system_id: str | None) -> None:
        """Refuse: called before anything in the document type is read."""
        raise UnreadableXml("It has a document type (DOCTYPE), which is not read.")


def read_xml(data: bytes) -> ElementTree.Element:
    """Return the root of a document; raises UnreadableXml."""
    parser = ElementTree.XMLParser(target=_WithoutDocumentType())  # noqa: S314  (see above)
    try:
        parser.feed(data)
        root: ElementTree.Element = parser.close()
    except ElementTree.ParseError as error:
        line, column = error.position
        raise UnreadableXml(f"It is no well-formed XML: line {line}, column {column}.") from None
    except UnreadableXml:
        raise
    except (LookupError, ValueError):
        raise UnreadableXml("It is in an encoding that is not known.") from None
    return root
