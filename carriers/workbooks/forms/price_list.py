"""Lists: each row one price, in columns per unit, per parcel, minimum (forms bands and units).

Parcel lanes of YunExpress, WanB or Yanwen: country blocks, weight bands, a price per kg and a
registration fee. LCL by W/M, and lanes sold per kg and per cubic metre, are lists without bands.
"""

from __future__ import annotations

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.layouts.bands import Band
from oneprice.carriers.workbooks.layouts.entries import KEYS, Entry, Told, read_entries
from oneprice.carriers.workbooks.layouts.facts import Facts
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.headings import LIMITS
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.pricing import (
    amount_of,
    band_of,
    is_offered,
    rate_of,
    row_cells,
    whole_range,
)
from oneprice.carriers.workbooks.layouts.validity import FIELDS as VALIDITY

LANE_FIELDS = ("transit", "min_qty", "step", "divisor", "split", "currency")
COMMON = (*KEYS, *LANE_FIELDS, *LIMITS, *VALIDITY, "note")
BANDS = Wanted((*COMMON, "band", "rate", "base"), ("band", "rate|base"))
UNITS = Wanted((*COMMON, "rate", "base", "min_charge", "max_charge"), ("rate",))


def read_bands(grid: Grid, here: Here) -> None:
    """Read weight bands with a price per unit, a fee per parcel, or both."""
    _read(grid, here, BANDS)


def read_units(grid: Grid, here: Here) -> None:
    """Read prices per unit that hold for any quantity, with a minimum."""
    _read(grid, here, UNITS)


def _read(grid: Grid, here: Here, wanted: Wanted) -> None:
    for entry in read_entries(grid, here.part, wanted, here.report):
        if not any(is_offered(entry.told.get(name), here) for name in ("rate", "base")):
            here.report.warning(entry.place, "no_price", "the row has no price and is left out")
            continue
        for lane_id, facts in here.making.places_of(entry, here):
            add_price(entry, lane_id, facts, here, needs_band="band" in wanted.needs)


def add_price(entry: Entry, lane_id: str, facts: Facts, here: Here, needs_band: bool) -> None:
    """Add the rate row of one entry on one lane."""
    cells = row_cells(entry, here, lane_id)
    prices = price_cells(entry, here, lane_id)
    if cells is None or prices is None:
        return
    has_band = needs_band or "band" in entry.told
    band = band_of(entry, here, lane_id) if has_band else whole_range()
    if isinstance(band, Band):
        here.making.add_rate(entry, lane_id, facts, band, {**cells, **prices}, here)


def price_cells(entry: Entry, here: Here, lane_id: str) -> dict[str, Told] | None:
    """Return `rate` and `base`; None, reported, where one of them is no price."""
    found: dict[str, Told] = {}
    for name, reader in (("rate", rate_of), ("base", amount_of)):
        told = entry.told.get(name)
        if told is None or not is_offered(told, here):
            if told is not None and told.text:
                reason = f"{told.text} is taken as 0; the row has another price"
                remedy = "write 0, or leave the whole row out"
                here.report.warning(told.place, "zero_price", reason, remedy)
            continue
        price = reader(told, entry.heading(name), here, lane_id)
        if price is None:
            return None
        found[name] = price
    return found
