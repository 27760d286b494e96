"""Reading `tariff_file.csv`: official tariff files that are imported as measures."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row
from oneprice.tariffs.law import Place
from oneprice.tariffs.measures import (
    RANK_ANY,
    RANK_GROUP,
    MeasureRow,
    Origins,
    RateReader,
)
from oneprice.tariffs.schedules.s301 import (
    KIND,
    Additional,
    Headings,
    additional_duties,
    read_headings,
)
from oneprice.tariffs.schedules.us_hts import (
    COLUMN_2,
    Line,
    Schedule,
    read_us_hts,
    shortest_prefixes,
)

COLUMNS = ("area", "format", "path", "valid_from", "valid_to", "source")
REQUIRED = ("area", "format", "path", "source")
FORMATS = {"us_hts_json": 1}


class _File(NamedTuple):
    """A row of the table with what it says for every rate of its file."""

    row: Row
    from_day: int
    to_day: int
    rule: int
    source: int


def read_tariff_files(
    ctx: Compiling, place: Place, origins: Origins, rates: RateReader
) -> list[MeasureRow]:
    """Return the rates of the files that are law in a jurisdiction.

    Codes are shortened only where one file speaks for the area: two editions may disagree
    about which lines there are.
    """
    rows = [r for r in ctx.rows("tariff_file.csv", COLUMNS, REQUIRED) if place.covers(r["area"])]
    found: list[MeasureRow] = []
    for row in rows:
        row.choice("format", FORMATS)
        schedule = read_us_hts(_path(ctx, row))
        file = _File(row, row.from_day(), row.to_day(), ctx.rule(row), ctx.cite(row))
        whole = len(rows) == 1
        ctx.notes.append(_summary(row, schedule))
        found += _base_rows(ctx, file, schedule, origins, rates, whole)
        found += _additional_rows(ctx, file, schedule, origins, rates, whole)
    return found


def _path(ctx: Compiling, row: Row) -> Path:
    relative = PurePosixPath(row["path"])
    if relative.is_absolute() or ".." in relative.parts or "\\" in row["path"]:
        raise row.error("path", "give a path below the source folder")
    path = ctx.folder / relative
    if not path.is_file():
        raise row.error("path", "put the file there")
    return path


def _summary(row: Row, schedule: Schedule) -> str:
    report = schedule.report
    forms = ", ".join(f"{name} {count}" for name, count in report.forms.most_common())
    return f"{row['path']}: {report.rows} rows, {report.lines} lines; column 1: {forms}"


def _base_rows(
    ctx: Compiling,
    file: _File,
    schedule: Schedule,
    origins: Origins,
    rates: RateReader,
    whole: bool,
) -> Iterator[MeasureRow]:
    """Yield column 1 for any origin and column 2 for its countries."""
    kind = ctx.ids.add("measure_kind", "base")
    column_2 = origins.numbers(COLUMN_2)
    texts = {line.code: (line.general, line.other) for line in schedule.lines}
    for code, (general, other) in (shortest_prefixes(texts) if whole else texts).items():
        where = f"{file.row['path']} {code}"
        yield _row(file, kind, code, (RANK_ANY, ()), rates, general, where)
        yield _row(file, kind, code, (RANK_GROUP, column_2), rates, other, where)


def _row(
    file: _File,
    kind: int,
    code: str,
    origin: tuple[int, tuple[int, ...]],
    rates: RateReader,
    text: str,
    where: str,
) -> MeasureRow:
    rate = rates.read(text, where)
    return MeasureRow(
        kind, code, *origin, rate, file.from_day, file.to_day, file.rule, file.source, where, 1
    )


def _additional_rows(
    ctx: Compiling,
    file: _File,
    schedule: Schedule,
    origins: Origins,
    rates: RateReader,
    whole: bool,
) -> Iterator[MeasureRow]:
    """Yield the additional duties that footnotes name, on the days both they and the file hold."""
    headings = read_headings(ctx, file.row["area"], origins)
    found: dict[str, Hashable] = _duties_by_code(schedule.lines, headings)
    for code, duties in (shortest_prefixes(found) if whole else found).items():
        where = f"{file.row['path']} {code}"
        if isinstance(duties, str):
            kind = ctx.ids.add("measure_kind", KIND)
            text = f"unpriced: {duties}"
            yield _row(file, kind, code, (RANK_ANY, ()), rates, text, where)
        elif isinstance(duties, tuple):
            yield from _charged(ctx, file, code, duties, rates)


def _duties_by_code(lines: tuple[Line, ...], headings: Headings) -> dict[str, Hashable]:
    known = {each: additional_duties(each, headings) for each in {line.headings for line in lines}}
    return {line.code: known[line.headings] for line in lines}


def _charged(
    ctx: Compiling, file: _File, code: str, duties: tuple[Additional, ...], rates: RateReader
) -> Iterator[MeasureRow]:
    for each in duties:
        start, end = max(each.from_day, file.from_day), min(each.to_day, file.to_day)
        if start < end:
            yield MeasureRow(
                kind=ctx.ids.add("measure_kind", each.kind),
                prefix=code,
                rank=each.rank,
                origins=each.origins,
                rate=rates.read(each.rate, f"s301_heading.csv {each.heading}"),
                from_day=start,
                to_day=end,
                rule=each.rule,
                source=each.source,
                where=f"{file.row['path']} {code} ({each.heading})",
                imported=1,
            )
