"""Value-banded lanes: the row is chosen by goods value, weight and size together.

Marketplace lanes to Russia write groups of declared value in RUB, weight band, sides, divisor and
a price in CNY. A parcel too large for its group moves up where the layout lets the next group
begin at a lower weight (`hold_from`).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.forms.price_list import COMMON, price_cells
from oneprice.carriers.workbooks.layouts.bands import Band, closed, parse_band
from oneprice.carriers.workbooks.layouts.cell_words import divisor
from oneprice.carriers.workbooks.layouts.entries import Entry, Told, read_entries
from oneprice.carriers.workbooks.layouts.facts import Facts
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.headings import LIMITS
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.money_words import currencies_in
from oneprice.carriers.workbooks.layouts.plain import plain
from oneprice.carriers.workbooks.layouts.pricing import band_of, row_cells

WANTED = Wanted((*COMMON, "band", "rate", "base"), ("band", "value_band", "rate|base"))
ONE = Fraction(1)


def read_value_bands(grid: Grid, here: Here) -> None:
    """Read rows by value and weight."""
    entries = read_entries(grid, here.part, WANTED, here.report)
    values = [_value_of(entry, here) for entry in entries]
    if any(value is None for value in values):
        return
    settled = _settled([value for value in values if value is not None], entries, here)
    numbers = _group_numbers(entries)
    for entry, value in zip(entries, settled, strict=True):
        moved = _rows_own(entry, here)
        if moved is None:
            continue
        for lane_id, facts in here.making.places_of(moved, here):
            _add(moved, lane_id, facts, value, numbers, here)


def _add(
    entry: Entry, lane_id: str, facts: Facts, value: Band, numbers: dict[tuple[str, str], int],
    here: Here,
) -> None:  # fmt: skip
    cells = row_cells(entry, here, lane_id)
    prices = price_cells(entry, here, lane_id)
    band = band_of(entry, here, lane_id)
    if cells is None or prices is None or not isinstance(band, Band):
        return
    place = entry.place_of("value_band")
    cells |= prices | {"value_lo": Told(plain(value.lo or Fraction(0)) or "", place)}
    if value.hi is not None:
        cells["value_hi"] = Told(plain(value.hi) or "", place)
    named = currencies_in(entry.heading("value_band").text)
    if "value_currency" not in here.settings["rate"]:
        if len(named) != 1:
            reason = "which currency the goods value is in stands nowhere"
            here.report.error(place, "currency", reason, "say value_currency under rate")
            return
        cells["value_currency"] = Told(named.pop(), place)
    group = entry.text("group")
    if here.part.hold_from:
        number = numbers[entry.text("value_band"), group]
        cells["rate_group"] = Told(str(number), entry.place_of("group"))
    if group in here.part.hold_from:
        band = replace(band, lo=Fraction(here.part.hold_from[group]), low="")
    here.making.add_rate(entry, lane_id, facts, band, cells, here)


def _value_of(entry: Entry, here: Here) -> Band | None:
    text = entry.text("value_band")
    band = parse_band(text, here.how)
    if isinstance(band, Band):
        return band
    place = entry.place_of("value_band")
    here.report.error(place, "band", f"{text} is no band of values", "write it as 1501-7000")
    return None


def _settled(values: list[Band], entries: list[Entry], here: Here) -> list[Band]:
    """Return the value bands, gaps of one closed where the layout says so, else told."""
    each = list(dict.fromkeys(values))
    tight = dict(zip(each, closed(each, "(]"), strict=True))
    for band in each:
        if tight[band].lo == min(ONE, band.last):
            tight[band] = replace(tight[band], lo=Fraction(0))
    if here.settings["gaps"] == "close":
        return [tight[value] for value in values]
    for value, entry in zip(values, entries, strict=True):
        if tight[value] != value:
            reason = f"values {entry.text('value_band')} leave a gap of one to their neighbour"
            place = entry.place_of("value_band")
            here.report.warning(place, "gap", reason, "say gaps: close in the layout")
    return values


def _group_numbers(entries: list[Entry]) -> dict[tuple[str, str], int]:
    """Return the place of each group among those of its value band, in written order."""
    numbers: dict[tuple[str, str], int] = {}
    for entry in entries:
        value, group = entry.text("value_band"), entry.text("group")
        count = sum(known == value for known, _ in numbers)
        numbers.setdefault((value, group), count)
    return numbers


def _rows_own(entry: Entry, here: Here) -> Entry | None:
    """Return the entry with its limits and divisor as columns of the rate row, not of the lane."""
    told = {}
    for name, cell in entry.told.items():
        if name in LIMITS and name != "max_piece_kg":
            told[f"rate.{name}"] = cell
        elif name == "divisor":
            cells = divisor(cell.text, here.how)
            if cells is None:
                reason = f"{cell.text} is no divisor"
                here.report.error(cell.place, "divisor", reason, "write 12000, or none")
                return None
            told["rate.dim_divisor"] = Told(cells["dim_divisor"] or "none", cell.place)
        else:
            told[name] = cell
    return replace(entry, told=told)
