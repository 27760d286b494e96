"""Official tariff files as measures: what `tariff_file.csv` brings into a book."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import NamedTuple

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row
from oneprice.tariffs.readers.columns import claim_number
from oneprice.tariffs.readers.duty_terms import Stretches
from oneprice.tariffs.readers.law import Place
from oneprice.tariffs.readers.measures import (
    RANK_ANY,
    RANK_EXACT,
    RANK_GROUP,
    MeasureRow,
    Origins,
    RateReader,
)
from oneprice.tariffs.schedules.edition import Edition, Line, shortest_prefixes
from oneprice.tariffs.schedules.file_rows import (
    ANYWHERE,
    BASE,
    COLUMNS,
    NAME,
    REQUIRED,
    US_HTS,
    edition_of,
    path_of,
    refuse_two_at_once,
)
from oneprice.tariffs.schedules.goods import goods_of
from oneprice.tariffs.schedules.meaning import STATED, US, rate_for_everybody
from oneprice.tariffs.schedules.s301 import (
    KIND,
    Additional,
    Headings,
    additional_duties,
    read_headings,
)
from oneprice.tariffs.schedules.us_hts import COLUMN_2

Origin = tuple[int, tuple[int, ...]]  # rank of match and countries
CHINA = "CN"  # the origin of all lists of Section 301 that footnotes name


class _File(NamedTuple):
    """A row of the table with all that turns its texts into measures."""

    ctx: Compiling
    row: Row
    origins: Origins
    rates: RateReader
    from_day: int
    to_day: int
    rule: int
    source: int
    claim: int
    taken: dict[str, Stretches]  # rates of a flat file, each text once

    def read(self, text: str, where: str, dialect: str = "plain") -> Stretches:
        """Return the rate of a text that holds one rate."""
        return self.rates.read(text, where, dialect)

    def take(self, text: str, where: str, dialect: str) -> Stretches:
        """Return the rate that a text of a flat file holds for everybody."""
        if text not in self.taken:
            rate = rate_for_everybody(text, dialect)
            self.taken[text] = self.rates.take(rate, text, where)
        return self.taken[text]


def read_tariff_files(
    ctx: Compiling, place: Place, origins: Origins, rates: RateReader
) -> list[MeasureRow]:
    """Return the rates of the files that are law in a jurisdiction.

    Codes are cut to 8 or 6 digits where all lines of an edition below them agree. On the days of
    an edition its shorter code so holds also for a line that only another edition splits off.

    Raises
    ------
    InputError
        A cell that cannot be used, a file that its reader refuses, or two files of one area,
        kind and origin that speak on the same day.
    """
    rows = [r for r in ctx.rows(NAME, COLUMNS, REQUIRED) if place.covers(r["area"])]
    refuse_two_at_once(rows)
    found: list[MeasureRow] = []
    for row in rows:
        edition = edition_of(row, path_of(row, ctx.folder))
        ctx.notes.append(f"{row['path']}: {edition.report.summary()}")
        said = (row.from_day(), row.to_day(), ctx.rule(row), ctx.cite(row))
        file = _File(ctx, row, origins, rates, *said, claim_number(ctx, row), {})
        found += _us_rows(file, edition) if row["format"] == US_HTS else _flat_rows(file, edition)
    return found


def _us_rows(file: _File, edition: Edition) -> Iterator[MeasureRow]:
    """Yield column 1 for any origin, column 2 for its countries, and what footnotes name."""
    column_2: Origin = (RANK_GROUP, file.origins.numbers(COLUMN_2))
    texts = {line.code: (line.general, line.other) for line in edition.lines}
    shortest = shortest_prefixes(texts)
    goods = goods_of(edition, shortest)
    for code, (general, other) in shortest.items():
        where = f"{file.row['path']} {code}"
        for origin, text in (((RANK_ANY, ()), general), (column_2, other)):
            row = _row(file, BASE, code, origin, file.read(text, where, US), where)
            yield row._replace(goods=goods[code])
    headings = read_headings(file.ctx, file.row["area"], file.origins)
    for code, duties in shortest_prefixes(_duties_by_code(edition.lines, headings)).items():
        if isinstance(duties, str):
            where = f"{file.row['path']} {code}"
            rate = file.read(f"{STATED} {duties}", where)
            yield _row(file, KIND, code, (RANK_ANY, ()), rate, where)
            yield _row(file, KIND, code, (RANK_EXACT, file.origins.numbers([CHINA])), rate, where)
        elif isinstance(duties, tuple):
            yield from _charged(file, code, duties)
            yield from _uncharged(file, code, duties)


def _duties_by_code(lines: tuple[Line, ...], headings: Headings) -> Mapping[str, Hashable]:
    known = {each: additional_duties(each, headings) for each in {line.headings for line in lines}}
    return {line.code: known[line.headings] for line in lines}


def _charged(file: _File, code: str, duties: tuple[Additional, ...]) -> Iterator[MeasureRow]:
    """Yield the additional duties of a code on the days both they and the file hold."""
    for each in duties:
        start, end = max(each.from_day, file.from_day), min(each.to_day, file.to_day)
        if start < end:
            held = file._replace(from_day=start, to_day=end, rule=each.rule, source=each.source)
            where = f"{file.row['path']} {code} ({each.heading})"
            rate = file.read(each.rate, f"s301_heading.csv {each.heading}")
            yield _row(held, each.kind, code, (each.rank, each.origins), rate, where)


def _uncharged(file: _File, code: str, duties: tuple[Additional, ...]) -> Iterator[MeasureRow]:
    """Say `none` for China on the days on which no list of Section 301 charges a code.

    The shipped law leaves a code without such a row unpriced: only the footnotes of a schedule
    tell that no list holds it.
    """
    china = file.origins.numbers([CHINA])
    charged = [each for each in duties if each.kind == KIND and _reaches(each, china)]
    rate = file.read("none", "none")
    for start, end in _free_days(file, charged):
        where = f"{file.row['path']} {code} (no list)"
        held = file._replace(from_day=start, to_day=end)
        yield _row(held, KIND, code, (RANK_EXACT, china), rate, where)


def _reaches(duty: Additional, origins: tuple[int, ...]) -> bool:
    return not duty.origins or bool(set(duty.origins) & set(origins))


def _free_days(file: _File, charged: list[Additional]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a file's days on which none of some duties holds."""
    day = file.from_day
    for each in sorted(charged, key=lambda duty: duty.from_day):
        if day < min(each.from_day, file.to_day):
            yield day, min(each.from_day, file.to_day)
        day = max(day, each.to_day)
    if day < file.to_day:
        yield day, file.to_day


def _flat_rows(file: _File, edition: Edition) -> Iterator[MeasureRow]:
    """Yield the one rate column of a flat file: what each text says for everybody."""
    kind = file.row["kind"] or BASE
    origin = file.origins.read(file.row["origin"] or ANYWHERE, file.row)
    texts = {line.code: line.general for line in edition.lines}
    for code, text in shortest_prefixes(texts).items():
        where = f"{file.row['path']} {code}"
        yield _row(file, kind, code, origin, file.take(text, where, edition.dialect), where)


def _row(
    file: _File, kind: str, code: str, origin: Origin, rate: Stretches, where: str
) -> MeasureRow:
    """Return one measure: the only place that makes a row."""
    rank, countries = origin
    return MeasureRow(
        kind=file.ctx.ids.add("measure_kind", kind),
        prefix=code,
        rank=rank,
        origins=countries,
        rate=rate,
        from_day=file.from_day,
        to_day=file.to_day,
        rule=file.rule,
        source=file.source,
        where=where,
        imported=1,
        claim=file.claim,
    )
