"""The laws that hold: learned ones of `transit.csv` and `handling.csv`, else published ranges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from oneprice.core.compiling import Compiling, Table, build_table
from oneprice.core.days import parse_day
from oneprice.core.source import Row
from oneprice.routing.laws.ranges import FULL_MASS, Law, Run, published_lane_law
from oneprice.routing.laws.tables import (
    HANDLING,
    LANE_LAW,
    LAW_RUN,
    MILLION,
    MOST_HANDLING_H,
    MOST_TRANSIT_H,
)

ANY = "*"
MILLI = 1_000
MOST_OBSERVATIONS = 10**12
TRANSIT_COLUMNS = (
    *("lane_id", "law_id", "observations", "parent_share", "quote_share", "learned_at", "source"),
)
LAW_COLUMNS = ("law_id", "first_h", "last_h", "mass")
HANDLING_COLUMNS = (
    *("seller", "ship_from", "law_id", "observations", "parent_share", "learned_at", "source"),
    *("day_type", "calendar_id"),
)
HANDLING_REQUIRED = HANDLING_COLUMNS[:7]
DAY_TYPE = {"natural": 0, "work": 1}
Record = dict[str, int]


@dataclass
class LawRuns:
    """Collects the rows of `law_run`; equal laws are stored once."""

    runs: list[Run] = field(default_factory=list)
    _stored: dict[tuple[Run, ...], Record] = field(default_factory=dict)

    def span(self, law: Law) -> Record:
        """Return the range of a law in `law_run`, adding it if it is new."""
        if law.runs not in self._stored:
            lo = len(self.runs) + 1
            self.runs += law.runs
            self._stored[law.runs] = {"run_lo": lo, "run_hi": len(self.runs) + 1}
        return self._stored[law.runs]

    def table(self) -> Table:
        """Return the section `law_run`."""
        fields = LAW_RUN.names or ()
        return build_table(LAW_RUN, (dict(zip(fields, run, strict=True)) for run in self.runs))


def compile_laws(ctx: Compiling, lane: Table) -> dict[str, Table]:
    """Read `transit.csv`, `transit_law.csv` and `handling.csv` (C-62, C-68).

    Parameters
    ----------
    ctx : Compiling
        With lanes and nodes named; a law that no row names goes to `ctx.notes`.
    lane : Table
        Records of the lanes, whose published ranges hold where nothing was learned.

    Returns
    -------
    dict of section to table
        `law_run`, `lane_law`, `handling`.

    Raises
    ------
    InputError
        An unknown lane or node, a key given twice, a law without hours or with too much mass, a
        share outside 0 to 1, shares of more than 1 together: naming file, row, column, value and
        remedy.
    """
    laws, runs = read_laws(ctx), LawRuns()
    used: set[str] = set()
    lane_law = _lane_laws(ctx, lane, laws, runs, used)
    handling = _handlings(ctx, laws, runs, used)
    for law_id in sorted(laws.keys() - used):
        ctx.notes.append(f"transit_law.csv: law {law_id} is named by no lane and no handling.")
    return {"law_run": runs.table(), "lane_law": lane_law, "handling": handling}


def read_laws(ctx: Compiling) -> dict[str, Law]:
    """Return the laws of `transit_law.csv` by their id."""
    runs: dict[str, list[Run]] = {}
    mass: dict[str, int] = {}
    for row in ctx.rows("transit_law.csv", LAW_COLUMNS, LAW_COLUMNS):
        law = runs.setdefault(row["law_id"], [])
        run = _run(row, law[-1][1] + 1 if law else 0)
        law.append(run)
        mass[row["law_id"]] = mass.get(row["law_id"], 0) + (run[1] - run[0] + 1) * run[2]
        if mass[row["law_id"]] > FULL_MASS:
            raise row.error("mass", "give masses of one law that sum to at most 2147483648")
    return {law_id: Law(tuple(law)) for law_id, law in runs.items()}


def _run(row: Row, least: int) -> Run:
    """Return (first hour, last hour, mass of each) of a row, from hour `least` on."""
    first, last, mass = (row.integer(column) for column in LAW_COLUMNS[1:])
    if first < least:
        raise row.error("first_h", f"give {least} or more: hours of one law ascend, each once")
    if last < first:
        raise row.error("last_h", "give first_h or a later hour")
    if last > MOST_TRANSIT_H:
        raise row.error("last_h", f"give at most {MOST_TRANSIT_H} hours")
    if not 1 <= mass <= FULL_MASS:
        raise row.error("mass", "give 1 to 2147483648, for each of the hours")
    return first, last, mass


def _law_of(row: Row, laws: dict[str, Law], used: set[str]) -> Law:
    """Return the law a row names."""
    if row["law_id"] not in laws:
        raise row.error("law_id", "give its hours in transit_law.csv")
    used.add(row["law_id"])
    return laws[row["law_id"]]


def _lane_laws(
    ctx: Compiling, lane: Table, laws: dict[str, Law], runs: LawRuns, used: set[str]
) -> Table:
    """Return `lane_law`: one row per lane, in the order of the lanes."""
    row_of = {int(lane[n]["name"]): n for n in range(1, len(lane))}
    records: list[Record] = [{}] * (len(lane) - 1)
    for row in ctx.rows("transit.csv", TRANSIT_COLUMNS, TRANSIT_COLUMNS):
        number = row_of[ctx.ids.require("lane", row["lane_id"], row.where("lane_id"))]
        if records[number - 1]:
            raise row.error("lane_id", "give each lane once")
        span = runs.span(_law_of(row, laws, used))
        records[number - 1] = {**span, "learned": 1, **_leans(ctx, row), **_quoted(row)}
    for number, record in enumerate(records, start=1):
        if not record:
            records[number - 1] = _published(lane[number], runs)
    return build_table(LANE_LAW, records)


def _published(lane: np.void, runs: LawRuns) -> Record:
    """Return the record of a lane whose published range holds: it leans on its quote alone."""
    return {**runs.span(published_lane_law(lane)), "quote_ppm": MILLION}


def _leans(ctx: Compiling, row: Row) -> Record:
    """Return how much a law rests on, and since when."""
    return {
        "observations_milli": _observations_milli(row),
        "parent_ppm": _share_ppm(row, "parent_share"),
        "learned_day": parse_day(row["learned_at"], row.where("learned_at")),
        "source": ctx.cite(row),
    }


def _quoted(row: Row) -> Record:
    """Return the share that leans on a published quote; none leans twice."""
    parent, quote = row.ratio("parent_share"), row.ratio("quote_share")
    if parent is not None and quote is not None and parent + quote > 1:
        raise row.error("quote_share", "give parent_share and quote_share that sum to at most 1")
    return {"quote_ppm": _share_ppm(row, "quote_share")}


def _observations_milli(row: Row) -> int:
    """Return the effective observations x 1000, cut down: never more than there are."""
    value = row.decimal("observations")
    if value is None or not 0 <= value <= MOST_OBSERVATIONS:
        raise row.error("observations", f"give a decimal from 0 to {MOST_OBSERVATIONS}")
    return int(value * MILLI)


def _share_ppm(row: Row, column: str) -> int:
    """Return a share in parts per million, rounded up: it never leans on less than is said."""
    value = row.ratio(column)
    if value is None or not 0 <= value <= 1:
        raise row.error(column, "give a ratio between 0 and 1")
    return -((-value * MILLION).__floor__())


def _handlings(ctx: Compiling, laws: dict[str, Law], runs: LawRuns, used: set[str]) -> Table:
    """Return `handling`, sorted by seller and node; 0 stands for any."""
    records: dict[tuple[int, int], Record] = {}
    for row in ctx.rows("handling.csv", HANDLING_COLUMNS, HANDLING_REQUIRED):
        key = _seller(ctx, row), _ship_from(ctx, row)
        if key in records:
            raise row.error("ship_from", "give each seller and node once")
        law = _law_of(row, laws, used)
        if law.runs[-1][1] > MOST_HANDLING_H:
            raise row.error("law_id", f"give a law of at most {MOST_HANDLING_H} hours")
        named = {"seller": key[0], "node": key[1]}
        records[key] = {**named, **runs.span(law), **_day_type(ctx, row), **_leans(ctx, row)}
    return build_table(HANDLING, _by_key(records))


def _by_key(records: dict[tuple[int, int], Record]) -> Iterable[Record]:
    return (records[key] for key in sorted(records))


def _day_type(ctx: Compiling, row: Row) -> Record:
    """Return how days of a handling are counted, and on which calendar (C-68)."""
    works = row.choice("day_type", DAY_TYPE, "natural")
    if bool(works) != bool(row["calendar_id"]):
        raise row.error("calendar_id", "give it with day_type work, and only then")
    calendar, where = row["calendar_id"], row.where("calendar_id")
    return {
        "day_type": works,
        "calendar": ctx.ids.require("calendar", calendar, where) if calendar else 0,
    }


def _seller(ctx: Compiling, row: Row) -> int:
    return 0 if row["seller"] == ANY else ctx.ids.add("seller", row["seller"])


def _ship_from(ctx: Compiling, row: Row) -> int:
    where = row.where("ship_from")
    return 0 if row["ship_from"] == ANY else ctx.ids.require("node", row["ship_from"], where)
