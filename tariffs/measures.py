"""Reading `measure.csv`: a rate of one kind for an HS prefix, an origin and some days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from oneprice.core.compiling import Compiling
from oneprice.core.source import Row, ratio_of
from oneprice.tariffs.hs_codes import read_prefix
from oneprice.tariffs.law import Place, law_rows
from oneprice.tariffs.rates.duty_expression import Duty, Unpriced, parse_duty

COLUMNS = (
    "area",
    "kind",
    "hs_prefix",
    "origin",
    "rate",
    "valid_from",
    "valid_to",
    "source",
    "note",
)
REQUIRED = ("area", "kind", "origin", "rate", "source")
RANK_EXACT, RANK_GROUP, RANK_ANY = 0, 1, 2


class Rate(NamedTuple):
    """The rate fields of a MEASURE record."""

    av_num: int
    av_den: int
    sp_num: int
    sp_den: int
    sp_unit: int
    unpriced: int
    text: int


class MeasureRow(NamedTuple):
    """One rate as it was written: for `origins` (none = any), on half-open days.

    `imported` is 1 for a rate of an official file: one written by hand for the same prefix and
    rank of origin comes before it.
    """

    kind: int
    prefix: str
    rank: int
    origins: tuple[int, ...]
    rate: Rate
    from_day: int
    to_day: int
    rule: int
    source: int
    where: str
    imported: int = 0


@dataclass
class RateReader:
    """Turns duty texts into rate fields in a jurisdiction's currency, each text once."""

    ctx: Compiling
    place: Place
    known: dict[str, Rate] = field(default_factory=dict)

    def read(self, text: str, where: str) -> Rate:
        """Return the fields of a duty text; amounts in another currency are unpriced."""
        if text not in self.known:
            self.known[text] = self._fields(text, parse_duty(text), where)
        return self.known[text]

    def _fields(self, text: str, duty: Duty | Unpriced, where: str) -> Rate:
        ids = self.ctx.ids
        words = ids.add("rate_text", text.strip() or "(empty)")
        specific = duty.specific if isinstance(duty, Duty) else None
        if specific and specific.currency != self.place.currency_code:
            duty = Unpriced("currency", text)
        if isinstance(duty, Unpriced):
            return Rate(0, 1, 0, 1, 0, ids.add("text", str(duty)), words)
        av_num, av_den = ratio_of(duty.ad_valorem, where)
        if specific is None:
            return Rate(av_num, av_den, 0, 1, 0, 0, words)
        per_milli = specific.amount * self.place.pips_per_unit / 1000
        unit = ids.add("unit", specific.unit)
        return Rate(av_num, av_den, *ratio_of(per_milli, where), unit, 0, words)


@dataclass(frozen=True)
class Origins:
    """Groups of countries of origin, as one jurisdiction defines them."""

    ctx: Compiling
    groups: Mapping[str, tuple[str, ...]]

    def read(self, word: str, row: Row) -> tuple[int, tuple[int, ...]]:
        """Return (rank, country numbers) of an origin cell: `*`, a code or a group."""
        if word == "*":
            return RANK_ANY, ()
        if word in self.groups:
            return RANK_GROUP, self.numbers(self.groups[word])
        if len(word) != 2 or not word.isalpha() or not word.isupper():
            raise row.error("origin", "give *, a country code or a group of origin_group.csv")
        return RANK_EXACT, self.numbers([word])

    def numbers(self, countries: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of countries."""
        return tuple(self.ctx.ids.add("country", country) for country in countries)


def read_origins(ctx: Compiling, place: Place) -> Origins:
    """Read `origin_group.csv` of a jurisdiction and its duty area."""
    columns = ("group", "country")
    groups: dict[str, tuple[str, ...]] = {}
    for folder in place.folders:
        for row in law_rows(ctx, folder, "origin_group.csv", columns, columns):
            if len(row["group"]) == 2:
                raise row.error("group", "give a name that cannot be a country code")
            groups[row["group"]] = (*groups.get(row["group"], ()), row["country"])
    return Origins(ctx, groups)


def read_measures(
    ctx: Compiling, place: Place, origins: Origins, rates: RateReader
) -> list[MeasureRow]:
    """Return the rates written for a jurisdiction or its duty area, from law and source."""
    rows = [
        row
        for folder in place.folders
        for row in law_rows(ctx, folder, "measure.csv", COLUMNS, REQUIRED)
    ]
    rows += ctx.rows("measure.csv", COLUMNS, REQUIRED)
    return [_measure(ctx, origins, rates, row) for row in rows if place.covers(row["area"])]


def _measure(ctx: Compiling, origins: Origins, rates: RateReader, row: Row) -> MeasureRow:
    rank, countries = origins.read(row["origin"], row)
    return MeasureRow(
        kind=ctx.ids.add("measure_kind", row["kind"]),
        prefix=read_prefix(row, "hs_prefix"),
        rank=rank,
        origins=countries,
        rate=rates.read(row["rate"], row.where("rate")),
        from_day=row.from_day(),
        to_day=row.to_day(),
        rule=ctx.rule(row),
        source=ctx.cite(row),
        where=f"{row.table} row {row.number}",
    )
