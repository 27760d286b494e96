"""Price cells: the number, its currency and the unit it is for, checked against the lane."""

from __future__ import annotations

from fractions import Fraction

from oneprice.carriers.workbooks.files.reading import plain_number
from oneprice.carriers.workbooks.layouts.bands import MINIMUM, Band, in_unit, parse_band
from oneprice.carriers.workbooks.layouts.cell_words import quantity, size
from oneprice.carriers.workbooks.layouts.entries import Entry, Told
from oneprice.carriers.workbooks.layouts.headings import unit_in_brackets, unit_per
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.money_words import (
    currencies_in,
    format_words,
    is_not_offered,
    read_price,
)
from oneprice.carriers.workbooks.layouts.plain import factor_to, plain, unit_of
from oneprice.carriers.workbooks.layouts.validity import day

PASSED = "rate."  # fields that are columns of rate.csv as they are
PER_PARCEL = ("piece", "shipment")


def lane_unit(here: Here, lane_id: str) -> str:
    """Return the unit a lane counts in."""
    told = here.making.lanes[lane_id].get("qty_unit")
    return told.text if told and told.text else "kg"


def is_offered(told: Told | None, here: Here) -> bool:
    """Tell whether a price cell holds a price; one that says there is none is noted."""
    if told is None or not told.text:
        return False
    if is_not_offered(told.text):
        here.report.note(told.place, "not_offered", f"no price here: {told.text}")
        return False
    return True


def rate_of(told: Told, heading: Told, here: Here, lane_id: str) -> Told | None:
    """Return a price per unit of the lane, whatever unit the cell or its heading is for."""
    number, per = _amount(told, heading, here, lane_id)
    if number is None:
        return None
    unit = lane_unit(here, lane_id)
    said = here.settings["rate_per"]
    wanted = unit_of(said) if said else per
    if said and wanted is None:
        here.report.error(told.place, "unit", f"rate_per {said} is no unit", "write kg or 100g")
        return None
    if said and per is not None and per != wanted:
        reason = f"the price is for another unit than rate_per {said}"
        here.report.error(told.place, "unit", reason, "mend rate_per in the layout")
        return None
    size, base = wanted or (Fraction(1), unit)
    factor = factor_to(base, unit)
    value = None if factor is None else plain(Fraction(number) / (size * factor))
    if value is None:
        reason = f"a price per {base} is none per {unit}, in which lane {lane_id} counts"
        here.report.error(told.place, "unit", reason, "set rate_per, or qty_unit under lane")
        return None
    return Told(value, told.place)


def amount_of(told: Told, heading: Told, here: Here, lane_id: str) -> Told | None:
    """Return an amount per parcel or shipment: a fee, a flat price, a minimum."""
    number, per = _amount(told, heading, here, lane_id)
    if number is None:
        return None
    unit = lane_unit(here, lane_id)
    if per is not None and per[1] not in PER_PARCEL and per[1] != unit:
        reason = f"a price per {per[1]} stands where one per parcel is meant"
        here.report.error(told.place, "unit", reason, "map the column to rate")
        return None
    return Told(number, told.place)


def _amount(
    told: Told, heading: Told, here: Here, lane_id: str
) -> tuple[str | None, tuple[Fraction, str] | None]:
    price = read_price(told.text, here.how)
    if price is None:
        reason = f"{told.text} is no price"
        remedy = "give a plain number in the layout's decimals"
        here.report.error(told.place, "price", reason, remedy)
        return None, None
    lane = here.making.lanes[lane_id].get("currency")
    currency = lane.text if lane else ""  # a lane without one is told at the end
    shape = format_words(told.format)
    for text in (told.text, heading.text, shape):
        named = currencies_in(text)
        if named and currency and currency not in named:
            reason = f"{text} names {' or '.join(sorted(named))}, lane {lane_id} is in {currency}"
            here.report.error(told.place, "currency", reason, "set currency in the layout")
            return None, None
    number = plain(Fraction(price.amount))
    return number, price.per or unit_per(heading.text) or unit_per(shape)


def band_of(entry: Entry, here: Here, lane_id: str, name: str = "band") -> Band | str | None:
    """Return an entry's band in the lane's unit, or `MINIMUM`; None, reported, where it is none."""
    told = entry.told.get(name) or Told("", entry.place)
    heading = entry.heading(name)
    band = parse_band(told.text, here.how)
    if band is None or band == MINIMUM:
        if band is None:
            reason = f"{told.text or 'an empty cell'} is no band"
            remedy = "write it as 0.1-0.2 or 21+"
            if day(told.text) is not None:
                remedy = "the spreadsheet made a date of it: format the cell as text, type it again"
            here.report.error(told.place, "band", reason, remedy)
        return band
    assert isinstance(band, Band)
    wanted = lane_unit(here, lane_id)
    named = unit_in_brackets(heading.text)
    usual = here.weight_unit(wanted)
    if named is not None and not band.unit:
        said = here.settings["weight_unit"]
        if said and unit_of(said) != named:
            reason = f"the heading {heading.text} names another unit than weight_unit {said}"
            here.report.error(heading.place, "unit", reason, "mend weight_unit in the layout")
            return None
        band = band.scaled(named[0])
        usual = named[1]
    scaled = in_unit(band, usual, wanted)
    if scaled is None:
        reason = f"{told.text} counts in {band.unit or usual}, lane {lane_id} in {wanted}"
        here.report.error(told.place, "unit", reason, "set qty_unit under lane, or weight_unit")
    return scaled


def whole_range() -> Band:
    """Return the band of a price without one: any quantity."""
    return Band(lo=Fraction(0))


def row_cells(entry: Entry, here: Here, lane_id: str) -> dict[str, Told] | None:
    """Return the cells of a rate row that any form may have: minimum, maximum, limits, value."""
    cells: dict[str, Told] = {}
    for name in ("min_charge", "max_charge"):
        told = entry.told.get(name)
        if told is not None and is_offered(told, here):
            amount = amount_of(told, entry.heading(name), here, lane_id)
            if amount is None:
                return None
            cells[name] = amount
    for name, told in entry.told.items():
        if name.startswith(PASSED):
            cells[name.removeprefix(PASSED)] = _passed(told, here)
    told = entry.told.get("row_min_qty")
    if told is not None:
        cells |= _least(told, entry, here, lane_id)
    return cells


def _passed(told: Told, here: Here) -> Told:
    number = plain_number(told.text, here.how) or size(told.text, here.how)
    return Told(number if number is not None else told.text, told.place)


def _least(told: Told, entry: Entry, here: Here, lane_id: str) -> dict[str, Told]:
    unit = lane_unit(here, lane_id)
    named = unit_in_brackets(entry.heading("row_min_qty").text)
    usual = named[1] if named else here.weight_unit(unit)
    number = quantity(told.text, here.how, usual, unit)
    if number is None:
        here.report.error(told.place, "min_qty", f"{told.text} is no weight", "write 0.05 or 50g")
        return {}
    return {"min_qty": Told(number, told.place)}
