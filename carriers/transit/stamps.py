"""Time stamps with their UTC offset, read by the column: UTC minutes and local wall days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oneprice.core.days import MINUTES_PER_DAY
from oneprice.core.errors import InputError

Ints = NDArray[np.int64]

FAR = 2**62  # the minute of what has not happened
FORM = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
NAIVE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?")
FIRST_MIN, LAST_MIN = 0, 220 * 366 * 1440  # 1970 to 2189
MOST_OFFSET_MIN = 14 * 60
EMPTY = (FAR, FAR, 0, FAR)  # what `Stamps` holds of an empty field
MINUTE_S = 60


@dataclass(frozen=True)
class Stamps:
    """One column of time stamps.

    Attributes
    ----------
    minute : int64[n]
        UTC minutes since 1970-01-01, rounded up, so that nothing is known before it happened;
        `FAR` where the field is empty.
    day : int64[n]
        Local day number by the stamp's own offset; `FAR` where the field is empty.
    offset_min : int64[n]
        That offset; 0 where the field is empty.
    floor_min : int64[n]
        The minute rounded down, which alone says the day in another zone; `FAR` where empty.
    """

    minute: Ints
    day: Ints
    offset_min: Ints
    floor_min: Ints


@dataclass(frozen=True)
class Place:
    """A table in messages: its name, and the line of the file on which each row ends."""

    file: str
    lines: Ints | None = None

    def of(self, row: int, column: str) -> str:
        """Return "file, row n, column"; rows count from 2, below the heading, without lines."""
        line = row + 2 if self.lines is None else int(self.lines[row])
        return f"{self.file}, row {line}, {column}"


def read_stamps(column: pd.Series[Any], name: str, where: str | Place) -> Stamps:
    """Return a column of time stamps.

    Parameters
    ----------
    column : Series
        Text (`2017-10-02T10:56:33-03:00`, `Z` for UTC, empty = has not happened), or aware
        datetimes as Parquet keeps them.
    name : str
        Name of the column, for errors.
    where : str or Place
        Name of the file, for errors; or the file with its lines.

    Raises
    ------
    InputError
        A stamp without an offset, no stamp at all, or a column of another type, naming row, field,
        value and remedy.
    """
    place = where if isinstance(where, Place) else Place(where)
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return _aware(column)
    if column.dtype.kind != "O" and not isinstance(column.dtype, pd.StringDtype):
        remedy = "give text with a UTC offset (2017-10-02T10:56:33-03:00) or aware datetimes"
        raise InputError(f"{place.file}, column {name}", str(column.dtype), remedy)
    return _texts(column.fillna("").astype(str), name, place)


def _aware(column: pd.Series[Any]) -> Stamps:
    """Return aware datetimes; the wall day is that of the column's zone."""
    empty = column.isna().to_numpy()
    utc = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    wall = column.dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    second = utc.astype(np.int64)
    offset = (wall.astype(np.int64) - second) // MINUTE_S
    day = wall.astype("datetime64[D]").astype(np.int64)
    found = (-(-second // MINUTE_S), day, offset, second // MINUTE_S)
    return Stamps(*(np.where(empty, none, x) for none, x in zip(EMPTY, found, strict=True)))


def _texts(column: pd.Series[Any], name: str, place: Place) -> Stamps:
    """Return stamps written as text: each distinct one is read once."""
    codes, values = pd.factorize(column.str.strip())
    texts = pd.Series(np.asarray(values, dtype=object), dtype=object).astype(str)
    full = np.flatnonzero((texts != "").to_numpy())
    good = texts.iloc[full].str.fullmatch(FORM.pattern).to_numpy(dtype=bool)
    found = _parsed(texts.iloc[full].to_numpy(dtype=str)) if good.all() else None
    if found is None:
        _refuse(texts, codes, name, place)
    read = [np.full(len(texts), none) for none in EMPTY]
    for part, stamp in zip(read, found, strict=True):
        part[full] = stamp
    return Stamps(*(part[codes] for part in read))


def _refuse(texts: pd.Series[Any], codes: Any, name: str, place: Place) -> NoReturn:
    """Raise the error of the first stamp that cannot be read."""
    for number, text in enumerate(texts):
        remedy = text and _remedy(text)
        if remedy:
            row = int(np.flatnonzero(codes == number)[0])
            raise InputError(place.of(row, name), text, remedy)
    raise AssertionError("no stamp is wrong by itself")


def _remedy(text: str) -> str:
    """Return what is wrong with one stamp, "" if it can be read."""
    if not FORM.fullmatch(text):
        if not NAIVE.fullmatch(text):
            return "give a time stamp with its UTC offset, as 2017-10-02T10:56:33-03:00"
        time = "" if ":" in text else "T12:00"
        return f"say the UTC offset, as {text}{time}+08:00: without it the instant is not known"
    body, offset = _split(text)
    if abs(offset) > MOST_OFFSET_MIN or int(text[-2:] if text[-1] != "Z" else 0) >= MINUTE_S:
        return "give a UTC offset from -14:00 to +14:00"
    try:
        np.datetime64(body, "us")
    except ValueError:
        return "give a day of the calendar, and a time from 00:00 to 23:59"
    return "" if _parsed(np.array([text])) is not None else "give an instant of 1970 to 2189"


def _parsed(texts: NDArray[Any]) -> tuple[Ints, Ints, Ints, Ints] | None:
    """Return what `Stamps` holds of stamps that are not empty; None if one of them is wrong."""
    parts = [_split(text) for text in texts.tolist()]
    offset = np.array([part[1] for part in parts], np.int64)
    try:
        wall = np.array([part[0] for part in parts], "datetime64[us]").astype(np.int64)
    except ValueError:
        return None
    minute = -(-wall // (MINUTE_S * 1_000_000)) - offset
    wrong = (minute < FIRST_MIN) | (minute >= LAST_MIN) | (np.abs(offset) > MOST_OFFSET_MIN)
    if wrong.any() or any(text[-1] != "Z" and text[-2] > "5" for text in texts.tolist()):
        return None
    day = wall // (MINUTES_PER_DAY * MINUTE_S * 1_000_000)
    return minute, day, offset, wall // (MINUTE_S * 1_000_000) - offset


def _split(text: str) -> tuple[str, int]:
    """Return the wall time of a stamp, and its offset in minutes."""
    if text[-1] == "Z":
        return text[:-1], 0
    minutes = int(text[-5:-3]) * MINUTE_S + int(text[-2:])
    return text[:-6], -minutes if text[-6] == "-" else minutes


def days_in(floor_min: Ints, zone: str) -> Ints:
    """Return the local day numbers of UTC minutes (rounded down) in a zone; `FAR` stays."""
    minutes, back = np.unique(floor_min, return_inverse=True)
    days = np.full(len(minutes), FAR)
    known = minutes < FAR
    utc = pd.DatetimeIndex(minutes[known].astype("datetime64[m]").astype("datetime64[s]"), tz="UTC")
    wall = utc.tz_convert(ZoneInfo(zone)).tz_localize(None)
    days[known] = wall.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days[back].reshape(floor_min.shape)
