"""The cells of a lane: what the layout's template gives, and what the sheet says itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from oneprice.carriers.workbooks.files.reading import plain_number
from oneprice.carriers.workbooks.layouts import cell_words
from oneprice.carriers.workbooks.layouts.entries import Entry, Told
from oneprice.carriers.workbooks.layouts.facts import Facts, Unfilled, filled, tell_unfilled
from oneprice.carriers.workbooks.layouts.headings import LIMITS, unit_in_brackets
from oneprice.carriers.workbooks.places import Place

if TYPE_CHECKING:
    from oneprice.carriers.workbooks.layouts.making import Here

PREFIX = "lane."
USUAL_UNIT = "kg"


def lane_cells(entry: Entry, facts: Facts, here: Here) -> dict[str, Told] | None:
    """Return the cells of the lane an entry belongs to; None where something cannot be told.

    What the sheet says wins over nothing, the layout's template wins over the sheet.
    """
    facts = {**facts}
    if here.settings["currency"]:
        facts.setdefault("currency", here.settings["currency"])
    cells: dict[str, Told] = {}
    good = True
    for column, template in here.settings["lane"].items():
        try:
            cells[column] = Told(filled(template, facts), entry.place)
        except Unfilled as problem:
            tell_unfilled(here.report, entry, f"lane: {column}", problem)
            good = False
    unit = cells["qty_unit"].text if "qty_unit" in cells else USUAL_UNIT
    told = _told_by_sheet(entry, here, unit)
    if not good or told is None:
        return None
    place = Place(here.sheet)
    usual: dict[str, Told] = {"currency": Told(facts.get("currency", ""), place)}
    usual["source"] = Told(here.settings["source"] or here.making.file, place)
    if here.settings["zone_set"]:
        usual["zone_set"] = Told(here.settings["zone_set"], place)
    split = here.settings["split"]
    if split:
        shares = cell_words.split_share(split)
        if shares is None:
            reason, remedy = f"split {split} is not known", "write 5/5, 3/7 or 不计抛"
            here.report.error(place, "split", reason, remedy)
            return None
        usual |= {column: Told(text, place) for column, text in shares.items()}
    return {**usual, **told, **cells}


def leg_cells(
    lane: dict[str, Told], facts: Facts, here: Here
) -> Iterator[dict[str, Told] | Unfilled]:
    """Yield the cells of each lane that continues a priced one, its price inside the other's.

    Their templates may use the cells of the priced lane: `{lane_id}`, `{transit_max_days}`.
    """
    known = dict(facts)
    known.update({column: told.text for column, told in lane.items()})
    names: tuple[str, ...] = ("carrier", "product", "currency")
    same = {name: lane[name] for name in names if name in lane}
    place = lane["lane_id"].place
    usual: dict[str, Told] = {**same, "source": lane["source"], "priced_by": lane["lane_id"]}
    usual["cargo_allow"] = Told("*", place)
    for leg in here.settings["legs"]:
        try:
            own = {column: Told(filled(cell, known), place) for column, cell in leg.items()}
        except Unfilled as problem:
            yield problem
        else:
            yield {**usual, **own}


def _told_by_sheet(entry: Entry, here: Here, unit: str) -> dict[str, Told] | None:
    """Return the lane columns that stand in the sheet's own columns."""
    found: dict[str, Told] = {}
    good = True
    for name, told in entry.told.items():
        cells = _cells_of(name, told, entry, here, unit)
        if cells is None:
            good = False
            remedy = f"mend the cell, or set the lane's column and ignore {name}"
            here.report.error(told.place, name, f"{told.text} is no {name}", remedy)
        else:
            found |= {column: Told(text, told.place) for column, text in cells.items()}
    return found if good else None


def _cells_of(
    name: str, told: Told, entry: Entry, here: Here, unit: str
) -> cell_words.LaneCells | None:
    how, text = here.how, told.text
    heading = unit_in_brackets(entry.heading(name).text)
    weight = heading[1] if heading and heading[0] == 1 else here.weight_unit(unit)
    if heading and heading[0] != 1:
        weight = "g"  # the only unit that is a part of another
    match name:
        case "transit":
            return cell_words.transit(text, how)
        case "step":
            return cell_words.rounding(text, how, weight, unit)
        case "divisor":
            return cell_words.divisor(text, how)
        case "split":
            return cell_words.split_share(text)
        case "min_qty" | "piece_min_qty":
            if text in ("-", "/", "无"):
                return {}
            number = cell_words.quantity(text, how, weight, unit)
            return None if number is None else {name: number}
        case _ if name in LIMITS:
            number = cell_words.size(text, how)
            return None if number is None else {name: number}
        case _ if name.startswith(PREFIX):
            return {name.removeprefix(PREFIX): plain_number(text, how) or text}
        case _:
            return {}
