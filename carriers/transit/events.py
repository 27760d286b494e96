"""The event table: one row per event of a shipment, checked as a whole before anything is learned.

Columns: `shipment`, `leg` (the leg that the event ends; empty for the first event), `event`, `at`
(time stamp with its UTC offset; empty = has not happened), `planned_at` (planned or promised; may
be empty), and any number of key columns of text (seller, origin, dest, lane ...). The keys of a
shipment are the same on all its rows. Local wall time is that of a stamp's own offset.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import time
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from oneprice.carriers.transit.stamps import FAR, Ints, Place, Stamps, read_stamps
from oneprice.core.errors import InputError

BASE = ("shipment", "leg", "event", "at", "planned_at")
NEEDED = ("shipment", "event", "at")
KEY = re.compile(r"[a-z][a-z0-9_]{0,40}")
MAX_BYTES = 1 << 30
MAX_ROWS = 20_000_000
Frame = pd.DataFrame


@dataclass(frozen=True, eq=False)
class Events:
    """A checked event table.

    Attributes
    ----------
    frame : DataFrame
        The rows as text, columns `BASE` and the keys.
    shipments : DataFrame
        One row per shipment in order of first appearance: column `shipment` and the keys.
    row_shipment : int64[rows]
        Row of `shipments` of each event.
    at, planned : Stamps
        Of each event.
    place : Place
        Where each row stands, for messages.
    """

    frame: Frame
    shipments: Frame
    row_shipment: Ints
    at: Stamps
    planned: Stamps
    place: Place
    prepared: dict[Any, Any] = field(default_factory=dict, repr=False)  # timelines, by model

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the names of the key columns."""
        return tuple(name for name in self.frame.columns if name not in BASE)

    @property
    def last_min(self) -> int:
        """Return the latest minute at which something happened."""
        return int(self.at.minute[self.at.minute < FAR].max())


def read_events(path: Path, until_min: int | None = None) -> Events:
    """Read an event table.

    Parameters
    ----------
    path : Path
        A file .csv, .csv.gz or .parquet.
    until_min : int, optional
        End of the data, UTC minute: an event after it is an error. Default: now.

    Raises
    ------
    InputError
        A file that cannot be read, columns missing, double or of an unknown type, a stamp without
        offset, a double event, an event after the end of the data, keys that differ within a
        shipment; naming row or column, value and remedy.
    """
    if path.suffix == ".parquet":
        return check_events(_read_parquet(path), path.name, until_min)
    frame, lines = _read_csv(path)
    return check_events(frame, path.name, until_min, lines)


def check_events(
    frame: Frame, where: str, until_min: int | None = None, lines: Ints | None = None
) -> Events:
    """Return a data frame as a checked event table; raises like `read_events`.

    Parameters
    ----------
    frame : DataFrame
    where : str
        Name of the file, for errors.
    until_min : int, optional
        As in `read_events`.
    lines : int64[rows], optional
        Line of the file on which each row ends; default from 2 on.
    """
    frame, place = _columns(frame, where), Place(where, lines)
    at = read_stamps(frame["at"], "at", place)
    planned = read_stamps(frame["planned_at"], "planned_at", place)
    for name in frame.columns:
        if name not in ("at", "planned_at"):
            frame[name] = _text(frame[name], name, where)
    _filled(frame, place)
    codes, _ = pd.factorize(frame["shipment"])
    row_shipment = np.asarray(codes, dtype=np.int64)
    _once(frame, row_shipment, place)
    _not_later(frame, at, place, until_min)
    first = np.unique(row_shipment, return_index=True)[1]
    keys = [name for name in frame.columns if name not in BASE]
    shipments = frame.iloc[first][["shipment", *keys]].reset_index(drop=True)
    _same_keys(frame, shipments, row_shipment, keys, place)
    return Events(frame, shipments, row_shipment, at, planned, place)


def write_events(events: Events, path: Path) -> None:
    """Write an event table; the same table gives the same bytes."""
    if path.suffix == ".parquet":
        frame = events.frame.copy()
        _with_parquet(lambda: frame.to_parquet(path, index=False), path)
        return
    data = events.frame.to_csv(index=False, lineterminator="\n").encode("utf-8")
    path.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)


def _read_csv(path: Path) -> tuple[Frame, Ints]:
    """Return the rows of a CSV file as text, and the line on which each ends."""
    try:
        packed = path.read_bytes()
        data = packed
        if packed[:2] == b"\x1f\x8b":
            with gzip.open(io.BytesIO(packed)) as file:
                data = file.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as problem:
        reason = getattr(problem, "strerror", None) or str(problem)
        raise InputError(path.name, reason, "name a file .csv, .csv.gz or .parquet") from None
    if len(data) > MAX_BYTES:
        raise InputError(path.name, "more than 1 GiB unpacked", "split the file")
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        headings = next(reader, [])
        rows = [(reader.line_num, row) for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as problem:
        raise InputError(path.name, str(problem)[:60], "save it as CSV in UTF-8") from None
    _unlike(headings, path.name)
    for number, row in rows:
        if len(row) != len(headings):
            remedy = f"give {len(headings)} fields, as many fields as the heading has"
            raise InputError(f"{path.name}, row {number}", f"{len(row)} fields", remedy)
    lines = np.array([number for number, _ in rows], np.int64)
    return pd.DataFrame([row for _, row in rows], columns=headings, dtype=object), lines


def _read_parquet(path: Path) -> Frame:
    """Return the rows of a Parquet file."""
    found: list[Frame] = []
    _with_parquet(lambda: found.append(pd.read_parquet(path)), path)
    return found[0]


def _with_parquet(work: Any, path: Path) -> None:
    """Do something that needs pyarrow."""
    try:
        work()
    except ImportError:
        remedy = "install the extra `parquet` (pip install 'oneprice[parquet]'), or use .csv.gz"
        raise InputError(path.name, "pyarrow is missing", remedy) from None
    except (OSError, ValueError) as problem:
        raise InputError(path.name, str(problem)[:60], "name a readable Parquet file") from None


def _unlike(headings: list[str], where: str) -> None:
    """Refuse headings given twice."""
    for name in headings:
        if headings.count(name) > 1:
            raise InputError(f"{where}, heading {name}", "there twice", "give each column once")


def _columns(frame: Frame, where: str) -> Frame:
    """Return the columns in the order of `BASE`, then keys as they stand."""
    names = [str(name).strip() for name in frame.columns]
    _unlike(names, where)
    frame = frame.set_axis(names, axis=1)
    for name in NEEDED:
        if name not in names:
            raise InputError(
                f"{where}, heading {name}", "missing", f"give the columns {', '.join(BASE)}"
            )
    if not 0 < len(frame) <= MAX_ROWS:
        raise InputError(where, f"{len(frame)} rows", f"give 1 to {MAX_ROWS:,} rows")
    for name in ("leg", "planned_at"):
        if name not in names:
            frame = frame.assign(**{name: ""})
    keys = [name for name in names if name not in BASE]
    for name in keys:
        if not KEY.fullmatch(name):
            remedy = "name a key column in small letters, digits and _"
            raise InputError(f"{where}, heading {name}", name, remedy)
    return frame[[*BASE, *keys]].reset_index(drop=True)


def _text(column: pd.Series[Any], name: str, where: str) -> pd.Series[Any]:
    """Return a column of text without blanks around it."""
    kind = column.dtype
    if kind.kind != "O" and not isinstance(kind, pd.StringDtype):
        raise InputError(f"{where}, column {name}", str(kind), "give this column as text")
    return column.astype(object).fillna("").astype(str).str.strip()


def _filled(frame: Frame, place: Place) -> None:
    for name in ("shipment", "event"):
        empty = np.flatnonzero((frame[name] == "").to_numpy())
        if len(empty):
            raise InputError(place.of(int(empty[0]), name), "", "give a value")


def _once(frame: Frame, row_shipment: Ints, place: Place) -> None:
    """Refuse the same event of a leg given twice for a shipment."""
    kinds, _ = pd.factorize(frame["leg"] + "\x1f" + frame["event"])
    number = row_shipment * (int(kinds.max()) + 1) + kinds
    double = np.flatnonzero(pd.Series(number).duplicated().to_numpy())
    if len(double):
        row = frame.iloc[int(double[0])]
        value = f"{row['shipment']} {row['leg']} {row['event']}"
        remedy = "give each event of a shipment once; it is there in an earlier row"
        raise InputError(place.of(int(double[0]), "event"), value, remedy)


def _not_later(frame: Frame, at: Stamps, place: Place, until_min: int | None) -> None:
    """Refuse what happened after the end of the data."""
    end = int(time.time() // 60) + 1 if until_min is None else until_min
    late = np.flatnonzero((at.minute > end) & (at.minute < FAR))
    if len(late):
        remedy = "an event after the end of the data has not happened: leave `at` empty"
        value = str(frame["at"].iloc[int(late[0])])
        raise InputError(place.of(int(late[0]), "at"), value, remedy)
    if not (at.minute < FAR).any():
        remedy = "give at least one event that happened"
        raise InputError(f"{place.file}, column at", "empty", remedy)


def _same_keys(
    frame: Frame, shipments: Frame, row_shipment: Ints, keys: list[str], place: Place
) -> None:
    """Refuse keys that differ within a shipment."""
    for name in keys:
        expected = shipments[name].to_numpy()[row_shipment]
        other = np.flatnonzero(frame[name].to_numpy() != expected)
        if len(other):
            row = int(other[0])
            value, first = str(frame[name].iloc[row]), expected[row]
            remedy = f"an earlier row of this shipment has {first!r}: give one key a shipment"
            raise InputError(place.of(row, name), value, remedy)
