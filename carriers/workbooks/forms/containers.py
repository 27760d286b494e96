"""Full containers: types across (20GP, 40GP, 40HQ), a lane for each, priced per container."""

from __future__ import annotations

import re

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.layouts.entries import KEYS, Entry, Told, read_entries
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.layout import Across
from oneprice.carriers.workbooks.layouts.making import Here
from oneprice.carriers.workbooks.layouts.plain import squeezed
from oneprice.carriers.workbooks.layouts.pricing import (
    amount_of,
    is_offered,
    row_cells,
    whole_range,
)

_TYPE = re.compile(r"(20|40|45)(?:'|尺|ft|foot)?(gp|dc|dv|hq|hc|rf|rh|ot|nor)?")
_SAME = {"": "", "gp": "", "dc": "", "dv": "", "hq": "HC", "hc": "HC"}
FIELDS = (*KEYS, "transit", "currency", "valid_from", "valid_to", "note")


def container_type(text: str) -> str | None:
    """Return the plain type of a heading: "40HQ" and "40' HC" are "40HC", "20GP" is "20"."""
    found = _TYPE.fullmatch(squeezed(text).replace("container", "").replace("柜", ""))
    if found is None:
        return None
    ending = found[2] or ""
    return found[1] + _SAME.get(ending, ending.upper())


def read_containers(grid: Grid, here: Here) -> None:
    """Read a price for each container type; the lane counts containers."""
    across = here.part.across or Across(field="container")
    here.settings["lane"].setdefault("qty_unit", "piece")
    fields = tuple(name for name in FIELDS if name != across.field)
    wanted = Wanted(fields, (), across, container_type)
    for entry in read_entries(grid, here.part, wanted, here.report):
        if is_offered(entry.told.get("price"), here):
            _read(entry, here)


def _read(entry: Entry, here: Here) -> None:
    for lane_id, facts in here.making.places_of(entry, here):
        if facts.get("container", "") not in lane_id:
            reason = f"lane {lane_id} does not name the container type"
            here.report.error(entry.place, "template", reason, "put {container} into lane_id")
            return
        cells = row_cells(entry, here, lane_id)
        price = amount_of(entry.told["price"], Told("", entry.place), here, lane_id)
        if cells is not None and price is not None:
            row = {**cells, "rate": price}
            here.making.add_rate(entry, lane_id, facts, whole_range(), row, here)
