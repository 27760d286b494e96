"""The styles of an .xlsx: number formats and strikes (ECMA-376 part 1, chapter 18.8)."""

from __future__ import annotations

from dataclasses import dataclass, field

from oneprice.carriers.workbooks.files.file_refused import too_large
from oneprice.carriers.workbooks.files.number_format import (
    GENERAL,
    NumberFormat,
    builtin_format,
    read_format,
)
from oneprice.carriers.workbooks.files.xlsx_parts import is_on, whole

MAX_STYLES = 65_536


@dataclass
class Styles:
    """`styles.xml`: for each cell style its number format and whether it strikes through."""

    formats: list[NumberFormat] = field(default_factory=list)
    struck: list[bool] = field(default_factory=list)
    _codes: dict[int, str] = field(default_factory=dict)
    _fonts: list[bool] = field(default_factory=list)
    _inside: str = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """See the start of an element."""
        if name in ("fonts", "cellXfs", "cellStyleXfs", "dxfs"):
            self._inside = name
        elif name == "numFmt" and self._inside != "dxfs":
            self._codes[whole(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif name == "font" and self._inside == "fonts":
            self._fonts.append(False)
        elif name == "strike" and self._inside == "fonts" and self._fonts:
            self._fonts[-1] = is_on(attributes.get("val", "1"))
        elif name == "xf" and self._inside == "cellXfs":
            self._add(attributes)
        if max(len(self._codes), len(self._fonts), len(self.formats)) > MAX_STYLES:
            raise too_large("styles", MAX_STYLES)

    def _add(self, attributes: dict[str, str]) -> None:
        number = whole(attributes.get("numFmtId", "0"))
        code = self._codes.get(number)
        self.formats.append(builtin_format(number) if code is None else read_format(code))
        font = whole(attributes.get("fontId", "0"))
        self.struck.append(font < len(self._fonts) and self._fonts[font])

    def end(self, name: str) -> None:
        """See the end of an element."""
        if name == self._inside:
            self._inside = ""

    def text(self, characters: str) -> None:
        """See characters of the innermost element, in pieces."""

    def of(self, style: int) -> tuple[NumberFormat, bool]:
        """Return format and strike of a style; one that is not listed is General."""
        if style < len(self.formats):
            return self.formats[style], self.struck[style]
        return GENERAL, False
