"""First and continued weight (首重 续重): a price for the first, and one for each step beyond."""

from __future__ import annotations

import re
from fractions import Fraction

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.files.reading import Reading
from oneprice.carriers.workbooks.forms.price_list import COMMON
from oneprice.carriers.workbooks.layouts.bands import Band
from oneprice.carriers.workbooks.layouts.cell_words import quantity
from oneprice.carriers.workbooks.layouts.entries import Entry, Told, read_entries
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.plain import plain, squeezed, unit_of
from oneprice.carriers.workbooks.layouts.pricing import (
    amount_of,
    band_of,
    is_offered,
    lane_unit,
    row_cells,
    whole_range,
)

WANTED = Wanted((*COMMON, "band", "first", "next"), ("first", "next"))
_WEIGHT = re.compile(r"(\d+(?:\.\d+)?)(kgs?|g|lbs?|公斤|千克|克|磅)")


def read_first_next(grid: Grid, here: Here) -> None:
    """Read rows of first and continued weight."""
    for entry in read_entries(grid, here.part, WANTED, here.report):
        if not is_offered(entry.told.get("first"), here):
            here.report.warning(entry.place, "no_price", "the row has no price and is left out")
            continue
        for lane_id, facts in here.making.places_of(entry, here):
            cells = row_cells(entry, here, lane_id)
            band = band_of(entry, here, lane_id) if "band" in entry.told else whole_range()
            steps = _steps(entry, here, lane_id)
            if cells is None or steps is None or not isinstance(band, Band):
                continue
            here.making.add_rate(entry, lane_id, facts, band, {**cells, **steps}, here)


def _steps(entry: Entry, here: Here, lane_id: str) -> dict[str, Told] | None:
    """Return base, q0, step and rate: base for the first weight, rate for each begun step."""
    first = _weight(entry, "first", here.part.first_weight, here, lane_id)
    step = _weight(entry, "next", here.part.next_step, here, lane_id)
    base = amount_of(entry.told["first"], Told("", entry.place), here, lane_id)
    if first is None or step is None or base is None:
        return None
    cells = {"base": base, "q0": Told(first, entry.place_of("first"))}
    told = entry.told.get("next")
    if told is None or not is_offered(told, here):
        return {"base": base}
    more = amount_of(told, Told("", entry.place), here, lane_id)
    if more is None:
        return None
    return {**cells, "step": Told(step, told.place), "rate": more}


def _weight(entry: Entry, name: str, said: str | None, here: Here, lane_id: str) -> str | None:
    """Return a weight that the layout says, or the heading: "首重0.5KG", "续重/500g"."""
    unit = lane_unit(here, lane_id)
    heading = entry.heading(name)
    found = _WEIGHT.search(squeezed(heading.text))
    shown = unit_of(found[0]) if found else None
    in_heading = plain(shown[0]) if shown and shown[1] == unit else None
    in_layout = quantity(said, Reading(), here.weight_unit(unit), unit) if said else None
    key = {"first": "first_weight", "next": "next_step"}[name]
    if in_layout and in_heading and Fraction(in_layout) != Fraction(in_heading):
        reason = f"the heading {heading.text} says another weight than {key} {said}"
        here.report.error(heading.place, "unit", reason, f"mend {key} in the layout")
        return None
    weight = in_layout or in_heading
    if weight is None:
        reason = f"how much the {name} weight is stands nowhere"
        here.report.error(heading.place, "unit", reason, f"say {key}: 0.5 kg in the layout")
    return weight
