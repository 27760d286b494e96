"""Small made exports and tables of tariff files, for the tests of schedules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
EXPORTS = ("2025_basic", "2025_rev_18", "2026_basic", "2026_rev_10")


def export_path(shared: Path, edition: str) -> Path:
    """Return the published export of an edition."""
    return shared / f"data/tariffs/us_hts_exports/hts_{edition}.json.gz"


def hts_row(
    htsno: str,
    indent: int,
    general: str = "",
    other: str = "",
    note: str = "",
    special: str = "",
    description: str = "made up",
    column: str = "general",
) -> Row:
    """Return one row of an export."""
    notes = [{"columns": [column], "value": note, "type": "endnote"}] if note else []
    return {
        "htsno": htsno,
        "indent": str(indent),
        "description": description,
        "superior": None if htsno else "true",
        "units": [],
        "general": general,
        "special": special,
        "other": other,
        "footnotes": notes,
        "quotaQuantity": None,
        "additionalDuties": None,
        "addiitionalDuties": None,
    }


TREE = [
    hts_row("6109", 0),
    hts_row("6109.10.00", 1, "16.5%", "90%", "See 9903.88.15. "),
    hts_row("6109.10.00.12", 2),
    hts_row("6109.10.00.14", 2, note="See 9903.88.69."),
    hts_row("6109.90", 1),
    hts_row("", 2),
    hts_row("6109.90.10.00", 3, "Free", "60%"),
    hts_row("6109.90.20", 3, "2¢/kg", "4¢/kg"),
    hts_row("6109.90.20.10", 4),
    hts_row("9102.11.10", 0, "44¢ each + 6% on the case", "$1 each"),
    hts_row("9903.88.15", 0, "The duty provided in the applicable subheading + 7.5%"),
]


def write_export(path: Path, rows: object) -> Path:
    """Write rows (or raw bytes) as an export."""
    path.write_bytes(rows if isinstance(rows, bytes) else json.dumps(rows).encode())
    return path


def changed(rows: list[Row], **cells: dict[str, Any]) -> list[Row]:
    """Return rows with cells changed by code (`h6109_10_00={"general": "5%"}`)."""
    named = {code.removeprefix("h").replace("_", "."): to for code, to in cells.items()}
    return [row | named.get(row["htsno"], {}) for row in rows]
