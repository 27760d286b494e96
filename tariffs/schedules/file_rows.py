"""One row of `tariff_file.csv`: which official file speaks for an area, and on which days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path, PurePosixPath

from oneprice.core.source import Row
from oneprice.tariffs.schedules.edition import Edition
from oneprice.tariffs.schedules.flat import Mapped, read_flat
from oneprice.tariffs.schedules.us_hts import read_us_hts

NAME = "tariff_file.csv"
US_HTS, FLAT = "us_hts_json", "flat_csv"
COLUMNS = (
    "area",
    "format",
    "path",
    "kind",
    "origin",
    "claim",
    "code_column",
    "rate_column",
    "dialect",
    "indent_column",
    "skip",
    "valid_from",
    "valid_to",
    "source",
)
REQUIRED = ("area", "format", "path", "source")
FORMATS = {US_HTS: 1, FLAT: 2}
MAPPING = ("code_column", "rate_column", "dialect", "indent_column", "skip")
Series = tuple[str, str, str, str]
BASE, ANYWHERE = "base", "*"


def series_of(row: Row) -> Series:
    """Return (area, kind, origin, claim): the files of one series follow each other in time."""
    return row["area"], row["kind"] or BASE, row["origin"] or ANYWHERE, row["claim"]


def path_of(row: Row, folder: Path) -> Path:
    """Return the file of a row, which must lie below the source folder."""
    relative = PurePosixPath(row["path"])
    if relative.is_absolute() or ".." in relative.parts or "\\" in row["path"]:
        raise row.error("path", "give a path below the source folder")
    path = folder / relative
    if not path.is_file():
        raise row.error("path", "put the file there")
    return path


def edition_of(row: Row, path: Path) -> Edition:
    """Read a file in the format that a row says.

    Raises
    ------
    InputError
        An unknown format, columns that the format does not know, or what its reader refuses.
    """
    row.choice("format", FORMATS)
    if row["format"] == FLAT:
        return read_flat(path, mapping_of(row))
    for column in (*MAPPING, "kind", "origin", "claim"):
        if row[column]:
            raise row.error(column, f"leave it empty: {US_HTS} says this itself")
    return read_us_hts(path)


def mapping_of(row: Row) -> Mapped:
    """Return the column mapping of a flat file."""
    for column in ("code_column", "rate_column"):
        if not row[column]:
            raise row.error(column, "name the column of the file")
    return Mapped(
        code_column=row["code_column"],
        rate_column=row["rate_column"],
        dialect=row["dialect"] or "plain",
        indent_column=row["indent_column"],
        skip=tuple(row.words("skip")),
    )


def refuse_two_at_once(rows: Iterable[Row]) -> None:
    """Refuse two files of one series that speak on the same day, naming both."""
    found: dict[Series, list[Row]] = defaultdict(list)
    for row in rows:
        found[series_of(row)].append(row)
    for series in found.values():
        series.sort(key=Row.from_day)
        for row, follower in pairwise(series):
            if follower.from_day() < row.to_day():
                first = f"{row.table} row {row.number}"
                raise follower.error("valid_from", f"end {first} on the day this one begins")
