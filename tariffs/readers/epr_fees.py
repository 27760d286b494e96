"""Reading `epr_fee.csv`: what the platform pays for goods it reports itself (C-45).

A fee is a measure of kind `epr_<code>`: an amount per piece or per weight for an HS prefix, a
unit weight, a claim. Each code becomes two steps at the end of every stack of its jurisdiction
(`stacks`): the lines' own amounts, and their sum rounded to the minor unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from oneprice.core.compiling import Compiling
from oneprice.core.days import NEVER_DAY
from oneprice.core.source import Row
from oneprice.core.vocabulary import MATERIAL
from oneprice.tariffs.readers.columns import claim_number, scheme_number
from oneprice.tariffs.readers.duty_terms import RateReader, per_thing
from oneprice.tariffs.readers.hs_codes import read_prefix
from oneprice.tariffs.readers.law import Place, law_rows
from oneprice.tariffs.readers.measures import RANK_ANY, MeasureRow, unit_weight
from oneprice.tariffs.tables import STATUS_WORD

COLUMNS = (
    "jurisdiction",
    "scheme",
    "code",
    "form",
    "of",
    "amount",
    "yearly_units",
    "hs_prefix",
    "unit_g_over",
    "unit_g_to",
    "claim",
    "status",
    "valid_from",
    "valid_to",
    "source",
)
REQUIRED = ("jurisdiction", "scheme", "code", "form", "amount", "source")
# Form -> how many of the unit (pieces, kilograms) the amount is for.
FORMS = {"per_unit": 1, "per_kg": 1, "per_t": 1000, "per_year": 1}
WEIGHED = ("per_kg", "per_t")
WEIGHTS = {"": "kg", "product": "kg", "battery": "kg battery"} | {
    f"packaging {material}": f"kg packaging {material}" for material in MATERIAL
}


class Status(NamedTuple):
    """Whether a code's fees are illustrative (1) on the half-open days [from_day, to_day)."""

    from_day: int
    to_day: int
    illustrative: int


@dataclass(frozen=True)
class Fee:
    """One code of fees, as the stacks need it; `status` covers all days in order."""

    code: str
    scheme: int
    kind: int
    status: tuple[Status, ...]
    rule: int
    source: int
    row: Row


@dataclass(frozen=True)
class EprFees:
    """The fees of a jurisdiction: their codes in the order of first use, and their measures."""

    fees: tuple[Fee, ...]
    measures: tuple[MeasureRow, ...]


def read_epr_fees(ctx: Compiling, place: Place, rates: RateReader) -> EprFees:
    """Return the fees that a jurisdiction's law lists.

    Raises
    ------
    InputError
        Another form or thing weighed, `yearly_units` missing or too much, an amount below 0, one
        code in two schemes.
    """
    rows = [
        row
        for folder in place.folders
        for row in law_rows(ctx, folder, "epr_fee.csv", COLUMNS, REQUIRED)
        if place.covers(row["jurisdiction"])
    ]
    by_code: dict[str, list[Row]] = {}
    for row in rows:
        by_code.setdefault(row["code"], []).append(row)
    fees = tuple(_fee(ctx, code, listed) for code, listed in by_code.items())
    return EprFees(fees, tuple(_measure(ctx, place, rates, row) for row in rows))


def _fee(ctx: Compiling, code: str, rows: Iterable[Row]) -> Fee:
    first, *others = rows
    for row in others:
        if row["scheme"] != first["scheme"]:
            raise row.error("scheme", f"code {code} belongs to scheme {first['scheme']}")
    if not code.isidentifier():
        raise first.error("code", "give a word of letters, digits and _")
    return Fee(
        code=code,
        scheme=scheme_number(ctx, first),
        kind=ctx.ids.add("measure_kind", f"epr_{code}"),
        status=_status([first, *others]),
        rule=ctx.rule(first, code),
        source=ctx.cite(first),
        row=first,
    )


def _status(rows: list[Row]) -> tuple[Status, ...]:
    """Return when a code is illustrative: while a row that holds is."""
    spans = [
        (row.from_day(), row.to_day(), row.choice("status", STATUS_WORD, "final")) for row in rows
    ]
    days = sorted({-NEVER_DAY, NEVER_DAY, *(day for lo, hi, _ in spans for day in (lo, hi))})
    found: list[Status] = []
    for lo, hi in pairwise(days):
        said = max((status for start, end, status in spans if start <= lo < end), default=0)
        if found and found[-1].illustrative == said:
            lo = found.pop().from_day
        found.append(Status(lo, hi, said))
    return tuple(found)


def _measure(ctx: Compiling, place: Place, rates: RateReader, row: Row) -> MeasureRow:
    amount, unit = _amount(row)
    text = f"{row['amount']} {place.currency_code} {row['form'].replace('_', ' ')}"
    text += f" of {row['of']}" if row["of"] else ""
    text += f" / {row['yearly_units']} units" if row["yearly_units"] else ""
    return MeasureRow(
        kind=ctx.ids.add("measure_kind", f"epr_{row['code']}"),
        prefix=read_prefix(row, "hs_prefix"),
        rank=RANK_ANY,
        origins=(),
        rate=rates.take(per_thing(amount, place.currency_code, unit), text, row.where("amount")),
        from_day=row.from_day(),
        to_day=row.to_day(),
        rule=ctx.rule(row),
        source=ctx.cite(row),
        where=f"{row.table} row {row.number}",
        claim=claim_number(ctx, row),
        goods="",
        **unit_weight(row),
    )


def _amount(row: Row) -> tuple[Fraction, str]:
    """Return the amount for one piece or kilogram, and the unit."""
    form = row["form"]
    if form not in FORMS:
        raise row.error("form", f"give one of {', '.join(FORMS)}")
    amount = row.decimal("amount") or Fraction(0)
    if amount < 0:
        raise row.error("amount", "give an amount of 0 or more")
    if bool(row["yearly_units"]) != (form == "per_year"):
        raise row.error("yearly_units", "give the units that a fee per_year is spread over")
    if form == "per_year":
        units = row.integer("yearly_units")
        if units < 1:
            raise row.error("yearly_units", "give 1 unit or more")
        return amount / units, "each"
    if form not in WEIGHED:
        if row["of"]:
            raise row.error("of", "only fees per_kg and per_t weigh something")
        return amount, "each"
    if row["of"].lower() not in WEIGHTS:
        raise row.error("of", f"give one of {', '.join(w for w in WEIGHTS if w)}")
    return amount / FORMS[form], WEIGHTS[row["of"].lower()]
