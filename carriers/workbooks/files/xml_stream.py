"""Reading the XML of a workbook as a stream, within limits of memory and of work.

No document is built: a handler sees one tag after the other. Document types and entities are
refused (defusedxml), so nothing can expand; a tag or attribute that does not end is refused too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from oneprice.carriers.workbooks.files.file_refused import FileRefused, too_large
from oneprice.carriers.workbooks.files.limits import Limits

MAX_DEPTH = 40
MAX_NAMES = 1_000
MAX_NAME_CHARS = 200
_SAVE_AGAIN = "open it in a spreadsheet and save it as .xlsx"


class Handler(Protocol):
    """What is done with one part of a workbook; names come without their prefix."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See the start of an element."""

    def end(self, name: str) -> None:
        """See the end of an element."""

    def text(self, characters: str) -> None:
        """See characters of the innermost element, in pieces."""


@dataclass
class Meter:
    """What has been read of a workbook so far, against its limits."""

    limits: Limits
    unpacked_bytes: int = 0
    elements: int = 0
    text_chars: int = 0
    cells: int = 0

    def add_bytes(self, count: int) -> None:
        """Count unpacked bytes."""
        self.unpacked_bytes += count
        if self.unpacked_bytes > self.limits.unpacked_bytes:
            raise too_large("bytes unpacked", self.limits.unpacked_bytes)

    def add_element(self) -> None:
        """Count one XML element."""
        self.elements += 1
        if self.elements > self.limits.elements:
            raise too_large("cells, empty ones included", self.limits.elements)

    def add_text(self, count: int) -> None:
        """Count characters that are kept."""
        self.text_chars += count
        if self.text_chars > self.limits.text_chars:
            raise too_large("characters of text", self.limits.text_chars)

    def add_cell(self) -> None:
        """Count one cell that is not empty."""
        self.cells += 1
        if self.cells > self.limits.cells:
            raise too_large("cells that are not empty", self.limits.cells)


def parse_part(chunks: Iterable[bytes], handler: Handler, meter: Meter) -> None:
    """Feed one part to a handler.

    Raises
    ------
    FileRefused
        Not well formed, with a document type, or beyond a limit.
    """
    pump = _Pump(handler, meter)
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setContentHandler(pump)
    try:
        for chunk in chunks:
            meter.add_bytes(len(chunk))
            pump.silent_bytes += len(chunk)
            parser.feed(chunk)
            if pump.silent_bytes > meter.limits.token_bytes:
                raise too_large("bytes in one tag", meter.limits.token_bytes)
        parser.close()
        if not pump.names:
            raise FileRefused("damaged", "a part of the workbook is empty", _SAVE_AGAIN)
    except DefusedXmlException:
        reason = "the workbook declares a document type, which no spreadsheet writes"
        raise FileRefused("dtd", reason, "ask for the file again") from None
    except SAXException as problem:
        reason = f"the workbook is not well formed: {problem.getMessage()}"
        raise FileRefused("damaged", reason, _SAVE_AGAIN) from None


class _Pump(ContentHandler):
    """Passes events on, counting elements, depth and the bytes that bring no event."""

    def __init__(self, handler: Handler, meter: Meter) -> None:
        super().__init__()
        self.handler = handler
        self.meter = meter
        self.silent_bytes = 0
        self.depth = 0
        self.names: dict[str, str] = {}

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        self.silent_bytes = 0
        self.depth += 1
        self.meter.add_element()
        if self.depth > MAX_DEPTH:
            raise too_large("tags inside each other", MAX_DEPTH)
        attributes = {self._local(key): value for key, value in attrs.items()}
        self.handler.start(self._local(name), attributes)

    def endElement(self, name: str) -> None:
        self.silent_bytes = 0
        self.depth -= 1
        self.handler.end(self._local(name))

    def characters(self, content: str) -> None:
        self.silent_bytes = 0
        self.handler.text(content)

    def _local(self, name: str) -> str:
        """Return a name without its prefix; the parser keeps each name, so they are counted."""
        if name not in self.names:
            if len(self.names) >= MAX_NAMES or len(name) > MAX_NAME_CHARS:
                raise too_large("kinds of tags", MAX_NAMES)
            self.names[name] = name.rpartition(":")[2]
        return self.names[name]
