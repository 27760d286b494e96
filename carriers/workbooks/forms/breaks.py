"""Weight breaks across: M, N, +45, +100 of air freight; 21-50, 51-99, 100+ of forwarders."""

from __future__ import annotations

from dataclasses import replace

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.forms.price_list import COMMON
from oneprice.carriers.workbooks.layouts.bands import MINIMUM, Band, parse_band
from oneprice.carriers.workbooks.layouts.entries import Entry, Told, read_entries
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.layout import Across
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.pricing import (
    amount_of,
    band_of,
    is_offered,
    rate_of,
    row_cells,
)

USUAL_BOUNDS = "[)"  # a break belongs to the price that begins at it


def read_breaks(grid: Grid, here: Here) -> None:
    """Read breaks across; the price in column M is the least of the row's other prices."""
    across = here.part.across or Across(field="band")

    def understood(heading: str) -> str | None:
        return heading if parse_band(heading, here.how) is not None else None

    fields = tuple(name for name in COMMON if name not in (across.field, "min_charge"))
    wanted = Wanted((*fields, "base"), (), across, understood)
    rows: dict[int, list[Entry]] = {}
    for entry in read_entries(grid, here.part, wanted, here.report):
        rows.setdefault(entry.row, []).append(entry)
    for entries in rows.values():
        _read_row(entries, here)


def _read_row(entries: list[Entry], here: Here) -> None:
    """Read the prices of one row, its minimum first."""
    least = next((e for e in entries if parse_band(e.text("band"), here.how) == MINIMUM), None)
    for entry in entries:
        if entry is least or not is_offered(entry.told.get("price"), here):
            continue
        for lane_id, facts in here.making.places_of(entry, here):
            band = band_of(entry, here, lane_id)
            cells = row_cells(entry, here, lane_id)
            rate = rate_of(entry.told["price"], entry.heading("price"), here, lane_id)
            if not isinstance(band, Band) or cells is None or rate is None:
                continue
            prices = {**cells, "rate": rate, **_minimum(least, here, lane_id)}
            base = entry.told.get("base")
            if base is not None and is_offered(base, here):
                fee = amount_of(base, entry.heading("base"), here, lane_id)
                prices |= {"base": fee} if fee else {}
            if band.single:
                band = replace(band, lo=band.hi, hi=None, single=False)
            here.making.add_rate(entry, lane_id, facts, band, prices, here, USUAL_BOUNDS)


def _minimum(least: Entry | None, here: Here, lane_id: str) -> dict[str, Told]:
    if least is None or not is_offered(least.told.get("price"), here):
        return {}
    amount = amount_of(least.told["price"], Told("", least.place), here, lane_id)
    return {} if amount is None else {"min_charge": amount}
