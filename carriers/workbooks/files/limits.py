"""How large a workbook may be: what is beyond is refused before it is held in memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The largest workbook that is read.

    Attributes
    ----------
    file_bytes : int
        Size of the file on disk.
    members : int
        Files inside an .xlsx.
    unpacked_bytes : int
        Of all members together, and of what is really unpacked.
    ratio : int
        Unpacked to packed size of a member; asked of members above `ratio_from_bytes`.
    elements : int
        XML elements, empty cells included: they cost time, not memory.
    token_bytes : int
        One XML tag or attribute.
    cell_chars : int
        One cell; Excel itself holds 32,767 characters.
    sheets, rows, columns, cells, merged : int
        Of the workbook: sheets, non-empty cells, merged ranges; of a sheet: rows, columns.
    text_chars : int
        All texts of the workbook together.
    """

    file_bytes: int = 64 << 20
    members: int = 5_000
    unpacked_bytes: int = 512 << 20
    ratio: int = 250
    ratio_from_bytes: int = 8 << 20
    elements: int = 6_000_000
    token_bytes: int = 1 << 20
    cell_chars: int = 32_767
    sheets: int = 200
    rows: int = 200_000
    columns: int = 1_000
    cells: int = 1_000_000
    merged: int = 50_000
    text_chars: int = 64_000_000
