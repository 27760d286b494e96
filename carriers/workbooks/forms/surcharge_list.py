"""Lists of surcharges (附加费): remote per kg with a minimum, fuel, oversize, fees by window.

A row's words say the amount, what it is charged on, its least and its most ("4.00/KG 最低200");
the layout says what each name means in our columns (`codes`).
"""

from __future__ import annotations

from oneprice.carriers.workbooks.files.grid import Grid
from oneprice.carriers.workbooks.flat import REQUIRED, FlatRow
from oneprice.carriers.workbooks.layouts.conditions import condition_of, conditional_parts
from oneprice.carriers.workbooks.layouts.entries import Entry, Told, read_entries
from oneprice.carriers.workbooks.layouts.facts import facts_of
from oneprice.carriers.workbooks.layouts.header import Wanted
from oneprice.carriers.workbooks.layouts.headings import matches
from oneprice.carriers.workbooks.layouts.making import Here, Making, Settings
from oneprice.carriers.workbooks.layouts.money_words import currencies_in, is_not_offered, read_fee
from oneprice.carriers.workbooks.layouts.validity import FIELDS as VALIDITY
from oneprice.carriers.workbooks.layouts.validity import days_of, window_heading
from oneprice.carriers.workbooks.places import Place

FIELDS = ("code", "amount", "min_charge", "max_charge", "zone", "origin", *VALIDITY)
ACROSS = {"zone": "when_zone", "origin": "when_origin"}
PASSED = "surcharge."
SEQ_STEP = 10


def read_surcharges(grid: Grid, here: Here) -> None:
    """Read rows of surcharges for the lanes that the layout names."""
    across = here.part.across
    fields = tuple(name for name in (*FIELDS, "note") if across is None or name != across.field)
    needs = ("code", "amount") if across is None else ("code",)
    understood = window_heading if across is not None and across.field == "window" else None
    lanes = lanes_of(here.making, here.part.lanes, Place(grid.sheet))
    for entry in read_entries(
        grid, here.part, Wanted(fields, needs, across, understood), here.report
    ):
        told = entry.told.get("amount" if across is None else "price")
        if told is None or not told.text or is_not_offered(told.text):
            continue
        for part in conditional_parts(told.text):
            cells = _cells(entry, told._replace(text=part), here)
            if cells is not None and lanes:
                add_surcharge(here.making, here.settings, cells, lanes, entry.place)


def lanes_of(making: Making, patterns: list[str], place: Place) -> list[str]:
    """Return the lanes made that some patterns name; a plain id may be a lane of the book."""
    found = making.lanes_like(patterns)
    found += [name for name in patterns if name not in found and not set(name) & set("*?[")]
    if not found:
        reason = f"no lane is like {' or '.join(patterns)}"
        making.report.error(place, "lane", reason, "name lanes of the layout under lanes")
    return found


def _cells(entry: Entry, told: Told, here: Here) -> dict[str, Told] | None:
    name = entry.told.get("code")
    text = name.text if name else ""
    known = next((c for word, c in here.part.codes.items() if matches(text, [word])), None)
    if name is None or known is None:
        place = name.place if name else entry.place
        reason = f"what {name.text if name else 'the row'} means stands nowhere"
        here.report.error(place, "code", reason, "say it under codes, or leave it out with skip")
        return None
    condition = condition_of(told.text)
    fee = read_fee(condition.rest if condition else told.text, here.how)
    if fee is None:
        reason = f"{told.text} is no fee"
        here.report.error(told.place, "price", reason, "write 4.00/KG, 180/件, 28.5% or 50/票")
        return None
    currency = here.settings["currency"]
    named = currencies_in(told.text)
    if named and currency and currency not in named:
        reason = f"{told.text} names {' or '.join(sorted(named))}, the layout {currency}"
        here.report.error(told.place, "currency", reason, "set currency in the layout")
        return None
    cells = {"amount": Told(fee.amount, told.place), "basis": Told(fee.basis, told.place)}
    cells |= {"min": Told(fee.min, told.place), "max": Told(fee.max, told.place)}
    cells |= _more(entry, here)
    when = condition or condition_of(name.text)
    if when is not None:
        place = told.place if condition else name.place
        own = {"measure": when.measure, "op": when.op, "threshold": when.threshold}
        if not _agrees(own, known, place, here):
            return None
        cells |= {column: Told(text, place) for column, text in own.items()}
    return cells | {column: Told(text, name.place) for column, text in known.items()}


def _agrees(own: dict[str, str], known: dict[str, str], place: Place, here: Here) -> bool:
    """Tell whether a condition of the sheet is the one the layout says, where it says one."""
    said = known.get("threshold")
    if said is None or (said, known.get("op")) == (own["threshold"], own["op"]):
        return True
    reason = f"the sheet says {own['op']} {own['threshold']}, codes {known.get('op')} {said}"
    here.report.error(place, "code", reason, "leave measure, op and threshold out of codes")
    return False


def _more(entry: Entry, here: Here) -> dict[str, Told]:
    """Return what else a row says: its least and most, where and when it holds."""
    cells: dict[str, Told] = {}
    for field, column in (("min_charge", "min"), ("max_charge", "max")):
        told = entry.told.get(field)
        fee = read_fee(told.text, here.how) if told else None
        if told is not None and fee is not None:
            cells[column] = Told(fee.amount, told.place)
    facts = next(iter(facts_of(entry, here.settings, here.report)))[0]
    for field, column in ACROSS.items():
        if field in facts:
            cells[column] = Told(facts[field], entry.place_of(field))
    cells |= days_of(entry, {}, here.report)
    if "note" in entry.told:
        cells["note"] = entry.told["note"]
    for field, told in entry.told.items():
        if field.startswith(PASSED):
            cells[field.removeprefix(PASSED)] = told
    return cells


def add_surcharge(
    making: Making, settings: Settings, told: dict[str, Told], lanes: list[str], place: Place
) -> None:
    """Add one row of `surcharge.csv` for some lanes; its id and order follow from the others'."""
    rows = making.tables["surcharge"]
    cells = {column: cell.text for column, cell in told.items() if cell.text}
    same = sum(row["code"] == cells.get("code") for row in rows)
    number = f"-{same + 1}" if same else ""
    first = lanes[0] if len(lanes) == 1 else f"{making.layout.name or making.file}"
    usual = {
        "sur_id": f"{first}:{cells.get('code', '')}{number}",
        "lane_id": "|".join(lanes),
        "seq": str(SEQ_STEP * (len(rows) + 1)),
        "valid_from": settings["valid_from"] or "",
        "valid_to": settings["valid_to"] or "",
        "source": making.source(settings, place),
    }
    cells = {column: text for column, text in usual.items() if text} | cells
    for column in REQUIRED["surcharge"]:
        if not cells.get(column):
            reason = f"the surcharge {cells.get('code', '')} gets no {column}"
            making.report.error(place, "surcharge", reason, f"say {column} under codes")
    places = {"": place} | {column: cell.place for column, cell in told.items()}
    rows.append(FlatRow("surcharge", cells, places))
