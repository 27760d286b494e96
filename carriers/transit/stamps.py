"""Time stamps with their UTC offset, read by the column: UTC minutes and local wall days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from oneprice.core.errors import InputError

Ints = NDArray[np.int64]

FAR = 2**62  # the minute of what has not happened
FORM = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)")
NAIVE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?")
FIRST_MIN, LAST_MIN = 0, 220 * 366 * 1440  # 1970 to 2189
MINUTE_S = 60
DAY_MIN = 1440


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
    """

    minute: Ints
    day: Ints


def read_stamps(column: pd.Series[Any], name: str, where: str) -> Stamps:
    """Return a column of time stamps.

    Parameters
    ----------
    column : Series
        Text (`2017-10-02T10:56:33-03:00`, `Z` for UTC, empty = has not happened), or aware
        datetimes as Parquet keeps them.
    name : str
        Name of the column, for errors.
    where : str
        Name of the file, for errors.

    Raises
    ------
    InputError
        A stamp without an offset, no stamp at all, or a column of another type, naming row, field,
        value and remedy.
    """
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return _aware(column)
    if column.dtype.kind != "O" and not isinstance(column.dtype, pd.StringDtype):
        remedy = "give text with a UTC offset (2017-10-02T10:56:33-03:00) or aware datetimes"
        raise InputError(f"{where}, column {name}", str(column.dtype), remedy)
    return _texts(column.fillna("").astype(str), name, where)


def _aware(column: pd.Series[Any]) -> Stamps:
    """Return aware datetimes; the wall day is that of the column's zone."""
    empty = column.isna().to_numpy()
    utc = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[s]")
    wall = column.dt.tz_localize(None).to_numpy().astype("datetime64[D]").astype(np.int64)
    minute = -(-utc.astype(np.int64) // MINUTE_S)
    return Stamps(np.where(empty, FAR, minute), np.where(empty, FAR, wall))


def _texts(column: pd.Series[Any], name: str, where: str) -> Stamps:
    """Return stamps written as text: each distinct one is read once."""
    codes, values = pd.factorize(column.str.strip())
    texts = pd.Series(np.asarray(values, dtype=object), dtype=object).astype(str)
    empty = (texts == "").to_numpy()
    good = texts.str.fullmatch(FORM.pattern).to_numpy(dtype=bool)
    if not (good | empty).all():
        bad = int(np.flatnonzero(~(good | empty))[0])
        row = int(np.flatnonzero(codes == bad)[0])
        _refuse(texts.iloc[bad], f"{where}, row {row + 2}, {name}")
    minute, day = np.full(len(texts), FAR), np.full(len(texts), FAR)
    full = np.flatnonzero(~empty)
    minute[full], day[full] = _parsed(texts.iloc[full].to_numpy(dtype=str), name, where)
    return Stamps(minute[codes], day[codes])


def _refuse(text: str, where: str) -> None:
    """Raise the error of a stamp that cannot be read."""
    if NAIVE.fullmatch(text):
        remedy = f"say the UTC offset, as {text}+08:00: without it the instant is not known"
    else:
        remedy = "give a time stamp with its UTC offset, as 2017-10-02T10:56:33-03:00"
    raise InputError(where, text, remedy)


def _parsed(texts: NDArray[Any], name: str, where: str) -> tuple[Ints, Ints]:
    """Return UTC minutes (rounded up) and wall days of well-formed stamps."""
    ends = np.char.endswith(texts, "Z")
    length = np.char.str_len(texts) - np.where(ends, 1, 6)
    body = np.array([text[:end] for text, end in zip(texts, length, strict=True)])
    offset = np.array(
        [0 if end else _offset_min(text[-6:]) for text, end in zip(texts, ends, strict=True)]
    )
    try:
        wall = body.astype("datetime64[us]").astype(np.int64)
    except ValueError as problem:
        raise InputError(f"{where}, {name}", str(problem), "give a date that exists") from None
    minute = -(-wall // (MINUTE_S * 1_000_000)) - offset
    if ((minute < FIRST_MIN) | (minute >= LAST_MIN) | (np.abs(offset) > DAY_MIN)).any():
        bad = np.flatnonzero((minute < FIRST_MIN) | (minute >= LAST_MIN) | (abs(offset) > DAY_MIN))
        raise InputError(f"{where}, {name}", str(texts[bad[0]]), "give an instant of 1970 to 2189")
    return minute, wall // (DAY_MIN * MINUTE_S * 1_000_000)


def _offset_min(text: str) -> int:
    minutes = int(text[1:3]) * 60 + int(text[4:6])
    return -minutes if text[0] == "-" else minutes
