"""Taking an official file into a source folder: first what would change, then the change.

The file is copied below `files/`, the table gets a row that begins on the given day, and the row
that spoke until then ends on that day. Both files are written under another name first and put
in place in one step each, the table last: a folder is never left half changed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from oneprice.core.errors import InputError
from oneprice.core.source import Row, read_table
from oneprice.tariffs.readers.law import SHIPPED
from oneprice.tariffs.schedules.diff import Diff, compare
from oneprice.tariffs.schedules.edition import Edition
from oneprice.tariffs.schedules.file_rows import (
    COLUMNS,
    NAME,
    REQUIRED,
    edition_of,
    path_of,
    series_of,
)
from oneprice.tariffs.schedules.reading import GZIP_MARK

FILES = "files"
SHOWN_DIGITS = 12  # of a digest, in file names and messages


@dataclass(frozen=True)
class Plan:
    """An import that can be carried out.

    Attributes
    ----------
    sources, file : Path
        The source folder, and the file that is taken in.
    cells : dict of str to str
        The new row of `tariff_file.csv`.
    ends : Row or None
        The row that ends on the day on which the new one begins.
    edition : Edition
        What the new file says.
    diff : Diff
        What changes against the edition of `ends`; everything is new if there is none.
    """

    sources: Path
    file: Path
    cells: Mapping[str, str]
    ends: Row | None
    edition: Edition
    diff: Diff


def plan_import(sources: Path, file: Path, cells: Mapping[str, str]) -> Plan:
    """Return what taking in a file would do, and change nothing.

    Parameters
    ----------
    sources : Path
        A source folder with `book.csv`.
    file : Path
        The official file.
    cells : mapping
        The new row of `tariff_file.csv` without `path` and `note`; `valid_from` is the first day.

    Raises
    ------
    InputError
        An unreadable file, an area that no jurisdiction of the folder has, a first day that is
        not after that of the row that speaks now, or the same bytes as a file that speaks already.
    """
    data = _bytes(file)
    digest = hashlib.sha256(data).hexdigest()
    _refuse_foreign_area(sources, cells["area"])
    name = f"{cells['area'].lower()}_{cells['valid_from']}_{digest[:SHOWN_DIGITS]}"
    ending = (".json" if cells["format"].endswith("json") else ".csv") + _packed(data)
    note = f"sha256 {digest}"
    added = {**cells, "path": f"{FILES}/{name}{ending}", "note": note}
    edition = edition_of(Row("tariff file", 0, dict(cells)), file)
    rows = read_table(sources / NAME, COLUMNS, REQUIRED)
    ends = _row_before(rows, Row("--from", 0, dict(cells)), digest, sources)
    before = Edition("", edition.dialect, ())
    if ends:
        before = edition_of(ends, path_of(ends, sources))
    added["valid_to"] = ends["valid_to"] if ends else ""
    return Plan(sources, file, added, ends, edition, compare(before, edition))


def carry_out(plan: Plan) -> Path:
    """Copy the file, end the row before and add the new one; return the copy."""
    copy = plan.sources / plan.cells["path"]
    copy.parent.mkdir(exist_ok=True)
    fresh = not copy.exists()
    _replace(copy, _bytes(plan.file))
    try:
        _write_table(plan)
    except BaseException:
        if fresh:
            copy.unlink()
        raise
    return copy


def _row_before(rows: Iterable[Row], new: Row, digest: str, sources: Path) -> Row | None:
    """Return the row that speaks on the first day of the new one."""
    before: Row | None = None
    day = new.from_day()
    for row in rows:
        if series_of(row) != series_of(new):
            continue
        if row.from_day() >= day:
            remedy = f"give a day after {row['valid_from']}, on which {row['path']} begins"
            raise InputError("--from", new["valid_from"], remedy)
        if row.from_day() < day < row.to_day():
            before = row
        if before is row and hashlib.sha256(_bytes(path_of(row, sources))).hexdigest() == digest:
            remedy = f"nothing to do: {row['path']} holds the same bytes and speaks on this day"
            raise InputError("FILE", digest[:SHOWN_DIGITS], remedy)
    return before


def _refuse_foreign_area(sources: Path, area: str) -> None:
    """Refuse an area that is not the duty area of a jurisdiction of the folder."""
    settings = {row["key"]: row for row in read_table(sources / "book.csv", ("key", "value"), ())}
    if not settings:
        raise InputError("SOURCES", str(sources), "name a source folder with a book.csv")
    named = settings["law"].words("value") if "law" in settings else []
    own = [path.parent.name for path in sources.glob("law/*/jurisdiction.csv")]
    areas = {each for name in (*named, *own) for each in _areas(sources, name)}
    if area not in areas:
        remedy = "give an area of the folder's law: " + ", ".join(sorted(areas))
        raise InputError("--area", area, remedy)


def _areas(sources: Path, name: str) -> Iterable[str]:
    """Return a jurisdiction and its duty area."""
    own = sources / "law" / name / "jurisdiction.csv"
    path = own if own.exists() else SHIPPED / name / "jurisdiction.csv"
    if not path.exists():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [row[column] for row in rows for column in ("jurisdiction", "duty_area")]


def _write_table(plan: Plan) -> None:
    """Write the table with the row before ended and the new row added."""
    path = plan.sources / NAME
    rows: list[list[str]] = []
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = list(csv.reader(handle))
    header = [name.strip() for name in rows[0]] if rows else []
    header += [name for name, cell in plan.cells.items() if cell and name not in header]
    if plan.ends and "valid_to" not in header:
        header.append("valid_to")
    written = [header]
    for number, cells in enumerate(rows[1:], start=2):
        written.append(cells + [""] * (len(header) - len(cells)) if cells else cells)
        if plan.ends and number == plan.ends.number:
            written[-1][header.index("valid_to")] = plan.cells["valid_from"]
    written.append([plan.cells.get(name, "") for name in header])
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(written)
    _replace(path, text.getvalue().encode())


def _replace(path: Path, data: bytes) -> None:
    """Put a file in place in one step."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(data)
            opened.flush()
            os.fsync(opened.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise InputError(
            "FILE", f"{path.name}: {problem.strerror}", "give a readable file"
        ) from None


def _packed(data: bytes) -> str:
    return ".gz" if data.startswith(GZIP_MARK) else ""
