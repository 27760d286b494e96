"""Reading `measure.csv`: a rate of one kind for an HS prefix, an origin and some days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Compiling
from oneprice.core.days import NEVER_DAY, parse_day
from oneprice.core.source import Row
from oneprice.tariffs.goods_words import MOST, plain
from oneprice.tariffs.rates.cells import read_cell
from oneprice.tariffs.rates.duty import REASONS, Duty, Phased, Rate, Seasonal, Unpriced
from oneprice.tariffs.readers.columns import claim_number, mode_mask
from oneprice.tariffs.readers.duty_terms import NONE, RateReader, Stretch, Stretches
from oneprice.tariffs.readers.hs_codes import read_prefix
from oneprice.tariffs.readers.law import Place, law_rows

__all__ = [
    "RANK_ANY",
    "RANK_EXACT",
    "RANK_GROUP",
    "MeasureRow",
    "Origins",
    "RateReader",
    "read_measures",
    "read_origins",
]

COLUMNS = (
    "area",
    "kind",
    "hs_prefix",
    "origin",
    "rate",
    "claim",
    "mode",
    "exported_from",
    "exported_to",
    "unit_g_over",
    "unit_g_to",
    "valid_from",
    "valid_to",
    "source",
    "goods",
    "note",
)
REQUIRED = ("area", "kind", "origin", "rate", "source")
RANK_EXACT, RANK_GROUP, RANK_ANY = 0, 1, 2
# Why a rate of a hand-written table has no price by mistake (`rates.duty.REASONS`).
MISTAKES = ("unparsed", "unit_missing", "truncated", "currency")
ANY_WEIGHT = -1, UNBOUNDED


class MeasureRow(NamedTuple):
    """One rate as it was written: for `origins` (none = any), on half-open days.

    `imported` is 1 for a rate of an official file: one written by hand for the same prefix and
    rank of origin comes before it. The fields behind it narrow the row further (C-41), but for
    `goods`, the words for what the prefix covers: they have no part in choosing a row.
    """

    kind: int
    prefix: str
    rank: int
    origins: tuple[int, ...]
    rate: Stretches
    from_day: int
    to_day: int
    rule: int
    source: int
    where: str
    imported: int = 0
    claim: int = 0
    mode_mask: int = 0
    export_from_day: int = -NEVER_DAY
    export_to_day: int = NEVER_DAY
    unit_over_g: int = ANY_WEIGHT[0]
    unit_to_g: int = ANY_WEIGHT[1]
    goods: str = ""

    @property
    def conditional(self) -> bool:
        """Whether the row fits only some lines of its code and origin."""
        dated = (self.export_from_day, self.export_to_day) != (-NEVER_DAY, NEVER_DAY)
        weighed = (self.unit_over_g, self.unit_to_g) != ANY_WEIGHT
        return bool(self.claim or self.mode_mask or dated or weighed)

    def can_meet(self, other: MeasureRow) -> bool:
        """Tell whether a line can fit both rows on the same day, claims aside."""
        return (
            self.from_day < other.to_day
            and other.from_day < self.to_day
            and (not self.mode_mask or not other.mode_mask or self.mode_mask & other.mode_mask != 0)
            and self.export_from_day < other.export_to_day
            and other.export_from_day < self.export_to_day
            and self.unit_over_g < other.unit_to_g
            and other.unit_over_g < self.unit_to_g
        )

    def on_its_days(self) -> Iterator[MeasureRow]:
        """Yield the row for each stretch of days of its rate, cut to its own days."""
        for stretch in self.rate:
            start, end = max(self.from_day, stretch.from_day), min(self.to_day, stretch.to_day)
            if start < end:
                rate = (Stretch(-NEVER_DAY, NEVER_DAY, stretch.fields),)
                yield self._replace(rate=rate, from_day=start, to_day=end)


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
    kept = [row for row in rows if place.covers(row["area"])]
    for row in kept:
        _refuse_unread(row, place)
    return [_measure(ctx, origins, rates, row) for row in kept]


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
        claim=claim_number(ctx, row),
        mode_mask=mode_mask(row),
        goods=_goods(row),
        **_export_days(row),
        **unit_weight(row),
    )


def _goods(row: Row) -> str:
    """Return the words for the goods, short enough for a refusal."""
    if len(row["goods"]) > MOST:
        raise row.error("goods", f"give at most {MOST} characters")
    return plain(row["goods"])


def _refuse_unread(row: Row, place: Place) -> None:
    """Refuse a duty text that has no price by mistake: a table of ours says so on purpose.

    An area may span currencies (C-09), so the currency is asked of a place's own rows only.
    """
    text = row["rate"]
    if text == NONE:
        return
    cell = read_cell(text, "plain")
    rate = cell.duty
    if rate is None or cell.preferences:
        raise row.error("rate", "give a duty text, `none`, or `unpriced: why`")
    wrong = rate.reason if isinstance(rate, Unpriced) and rate.reason in MISTAKES else ""
    code = place.currency_code
    if row["area"] == place.name and any(word != code for word in _currencies(rate)):
        wrong = "currency"
    if wrong:
        good = f"17%, 0.17 {code}/kg, `none` or `unpriced: why`"
        raise row.error("rate", f"it {REASONS[wrong]}; give a duty text such as {good}")


def _currencies(rate: Rate) -> Iterator[str]:
    """Yield the currencies of a rate, of all its seasons or phases."""
    if isinstance(rate, Duty):
        yield from rate.currencies
    for each in rate.seasons if isinstance(rate, Seasonal) else ():
        yield from each.duty.currencies
    for phase in rate.phases if isinstance(rate, Phased) else ():
        yield from phase.duty.currencies


def _export_days(row: Row) -> dict[str, int]:
    """Return the half-open days of export that a row asks for."""
    first, end = -NEVER_DAY, NEVER_DAY
    if row["exported_from"]:
        first = parse_day(row["exported_from"], row.where("exported_from"))
    if row["exported_to"]:
        end = parse_day(row["exported_to"], row.where("exported_to"))
    if end <= first:
        raise row.error("exported_to", "give a day after exported_from (half-open)")
    return {"export_from_day": first, "export_to_day": end}


def unit_weight(row: Row) -> dict[str, int]:
    """Return the bounds over < w <= to of the gross grams of one unit."""
    over = row.integer("unit_g_over", ANY_WEIGHT[0])
    most = row.integer("unit_g_to", ANY_WEIGHT[1])
    if most <= over:
        raise row.error("unit_g_to", "give grams above unit_g_over")
    return {"unit_over_g": over, "unit_to_g": most}
