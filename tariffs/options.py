"""The measures that are open to a code and an origin, in the order of matching (C-41)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from oneprice.core._kernels import UNBOUNDED
from oneprice.core.compiling import Table
from oneprice.core.days import NEVER_DAY, day_number, day_of
from oneprice.core.errors import InputError
from oneprice.core.refusal import CODES
from oneprice.core.vocabulary import MODES
from oneprice.tariffs.entries import entries
from oneprice.tariffs.law_book import Law
from oneprice.tariffs.readers.columns import country_code
from oneprice.tariffs.readers.hs_codes import code_interval


@dataclass(frozen=True)
class Option:
    """One measure that a line may take; empty words and None say that nothing is asked.

    `origin` is `*` or the country; `unpriced` says why it has no price; the gross grams w of one
    unit lie in `unit_over_g < w <= unit_to_g`; days are half-open.
    """

    kind: str
    text: str
    unpriced: str
    claim: str
    origin: str
    modes: tuple[str, ...]
    exported_from: date | None
    exported_to: date | None
    unit_over_g: int | None
    unit_to_g: int | None
    valid_from: date | None
    valid_to: date | None
    rule: str
    source: str


def options_of(law: Law, place: str, hs: str, origin: str, day: date) -> tuple[Option, ...]:
    """Return the measures of all kinds that hold on a day for a code and an origin.

    Of each kind the first whose claim, mode, export day and unit weight fit a line is its rate.

    Raises
    ------
    InputError
        A code that the jurisdiction does not know, or that says too little.
    """
    number, (lo, hi) = law.place(place), code_interval(hs, "hs")
    commodity, status = entries().find_commodity(law.ref, number, lo, hi)
    if status:
        raise InputError("hs", hs, f"give a code the tariff of {place} knows ({CODES[status]})")
    country = law.ids.find("country", country_code(origin, "origin"))
    today = day_number(day)
    return tuple(
        _option(law, each)
        for each in measures_of(law.tables, commodity)
        if int(each["origin"]) in (0, country) and each["from_day"] <= today < each["to_day"]
    )


def measures_of(tables: Mapping[str, Table], commodity: int) -> Iterator[Any]:
    """Yield the measure rows of a commodity by kind, in each in the order of matching."""
    row = tables["commodity"][commodity]
    for span in tables["kind_span"][int(row["span_lo"]) : int(row["span_hi"])]:
        yield from tables["measure"][int(span["measure_lo"]) : int(span["measure_hi"])]


def _option(law: Law, row: Any) -> Option:
    ids = law.ids
    origin = ids.name("country", row["origin"])
    return Option(
        kind=ids.name("measure_kind", row["kind"]),
        text=ids.name("rate_text", row["text"]),
        unpriced=ids.name("text", row["unpriced"]),
        claim=ids.name("claim", row["claim"]),
        origin=origin or "*",
        modes=tuple(word for bit, word in enumerate(MODES) if int(row["mode_mask"]) >> bit & 1),
        exported_from=_day(row["export_from_day"]),
        exported_to=_day(row["export_to_day"]),
        unit_over_g=None if row["unit_over_g"] < 0 else int(row["unit_over_g"]),
        unit_to_g=None if row["unit_to_g"] >= UNBOUNDED else int(row["unit_to_g"]),
        valid_from=_day(row["from_day"]),
        valid_to=_day(row["to_day"]),
        rule=ids.name("rule", row["rule"]),
        source=ids.name("source", row["source"]),
    )


def _day(number: Any) -> date | None:
    """Return a day, None where the row is open on that side."""
    return day_of(number) if -NEVER_DAY < number < NEVER_DAY else None
