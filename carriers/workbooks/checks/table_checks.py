"""Every check of imported tables that needs no book: cells, names, bands. All problems are told.

What compiles a book stops at its first error; here a planner sees all of them with their cells.
"""

from __future__ import annotations

from oneprice.carriers.workbooks.checks.band_checks import BandChecks
from oneprice.carriers.workbooks.checks.column_kinds import CHECKS, is_number
from oneprice.carriers.workbooks.checks.known import Known
from oneprice.carriers.workbooks.checks.rate_band import ANY, RateBand, read_band
from oneprice.carriers.workbooks.findings import Report, shown
from oneprice.carriers.workbooks.flat import REQUIRED, FlatRow, FlatTables
from oneprice.core.errors import InputError

MAX_ID_CHARS = 120
_LANE_NAMES = (("origin_node", "nodes"), ("dest_node", "nodes"), ("calendar_id", "calendars"))


def check_tables(tables: FlatTables, report: Report, known: Known | None = None) -> None:
    """Check flat tables and tell all findings with the cells they came from.

    Parameters
    ----------
    tables : FlatTables
        As read from a workbook or a source folder.
    report : Report
        Takes the findings.
    known : Known, optional
        The names of the book; those that are None are not checked.
    """
    known = known or Known()
    for name, rows in tables.items():
        for row in rows:
            _check_cells(name, row, report)
    lanes = _lanes(tables.get("lane", []), report)
    for row in lanes.values():
        _check_lane(row, report, known)
    zones = _zones(tables, known)
    bands: list[RateBand] = []
    for row in tables.get("rate", []):
        band = read_band(row)
        if _is_own_lane(row, "rate", lanes, known, report) and band and _check_band(band, report):
            _check_region(row, "origin_zone", known, report)
            _check_zone(row, "dest_zone", lanes.get(row["lane_id"]), zones, known, report)
            bands.append(band)
    BandChecks(report, lanes).check(bands)
    for row in tables.get("surcharge", []):
        _check_surcharge(row, lanes, zones, known, report)
    for row in tables.get("zone", []):
        _check_region(row, "origin_zone", known, report)
    _check_indexes(tables.get("index", []), report)
    _check_unpriced(lanes, tables.get("rate", []), report)


# --- single cells ------------------------------------------------------------------------


def _check_cells(table: str, row: FlatRow, report: Report) -> None:
    for column in REQUIRED.get(table, ()):
        if not row[column]:
            report.error(row.place(column), "missing", f"{column} is empty", "fill the cell")
    for column, check in CHECKS.get(table, {}).items():
        if row[column]:
            try:
                check(row[column], column)
            except InputError as problem:
                reason = f"{column} {row[column]!r} cannot be used"
                report.error(row.place(column), _kind(column, table), reason, problem.remedy)
    if row["valid_from"] and row["valid_to"] and row["valid_to"] <= row["valid_from"]:
        reason = f"valid_to {row['valid_to']} is not after valid_from {row['valid_from']}"
        remedy = "give the first day on which it holds no more"
        report.error(row.place("valid_to"), "validity", reason, remedy)


def _kind(column: str, table: str) -> str:
    """Return the kind of finding for a cell that its column cannot take."""
    if column.startswith("valid_"):
        return "no_date"
    return "no_number" if is_number(table, column) else "no_word"


# --- lanes -------------------------------------------------------------------------------


def _lanes(rows: list[FlatRow], report: Report) -> dict[str, FlatRow]:
    """Return the lanes by id, the first of each; a second one is an error."""
    lanes: dict[str, FlatRow] = {}
    for row in rows:
        first = lanes.setdefault(row["lane_id"], row)
        if first is not row and row["lane_id"]:
            reason = f"the lane {row['lane_id']} stands at {first.place('lane_id')} too"
            report.error(row.place("lane_id"), "duplicate", reason, "give each lane its own id")
    return {lane_id: row for lane_id, row in lanes.items() if lane_id}


def _check_lane(row: FlatRow, report: Report, known: Known) -> None:
    if len(row["lane_id"]) > MAX_ID_CHARS or "|" in row["lane_id"]:
        reason = f"the id {shown(row['lane_id'])} has {len(row['lane_id'])} characters, or a bar"
        remedy = f"give at most {MAX_ID_CHARS}, without the bar that parts lists"
        report.error(row.place("lane_id"), "no_word", reason, remedy)
    for column, space in _LANE_NAMES:
        names = getattr(known, space)
        if row[column] and names is not None and row[column] not in names:
            reason = f"{column} {row[column]!r} is not in the book"
            file = "node.csv" if space == "nodes" else "calendar.csv"
            report.error(row.place(column), "unknown", reason, f"add it to {file}, or correct it")
    _check_currency(row, "currency", report, known)
    low, high = row["transit_min_days"], row["transit_max_days"]
    try:
        if low and high and float(low) > float(high):
            reason = f"transit_max_days {high} is below transit_min_days {low}"
            report.error(row.place("transit_max_days"), "transit", reason, "exchange them")
    except ValueError:
        pass  # told cell by cell


def _check_currency(row: FlatRow, column: str, report: Report, known: Known) -> None:
    word = row[column]
    if not word:
        return  # a required one is told as missing
    good = len(word) == 3 and word.isascii() and word.isupper()
    if known.currencies is not None:
        good = word in known.currencies
    if not good:
        reason = f"{column} {word!r} is unknown"
        remedy = "give the three letters of ISO 4217, and a row in currency.csv"
        report.error(row.place(column), "currency", reason, remedy)


def _check_unpriced(lanes: dict[str, FlatRow], rates: list[FlatRow], report: Report) -> None:
    priced = {row["lane_id"] for row in rates}
    broken = {(f.place.sheet, f.place.row) for f in report if f.severity == "error"}
    for lane_id, row in lanes.items():
        place = row.place("lane_id")
        if not row["priced_by"] and lane_id not in priced and place[:2] not in broken:
            reason = f"the lane {lane_id} has no rate"
            report.error(row.place("lane_id"), "no_rate", reason, "add its rates, or priced_by")


# --- rates and surcharges ----------------------------------------------------------------


def _is_own_lane(
    row: FlatRow, table: str, lanes: dict[str, FlatRow], known: Known, report: Report
) -> bool:
    """Tell whether the lane of a rate row is imported or in the book."""
    lane_id = row["lane_id"]
    if lane_id in lanes or known.lanes is None or lane_id in known.lanes or not lane_id:
        return bool(lane_id)
    reason = f"the lane {lane_id!r} is neither imported nor in the book"
    report.error(row.place("lane_id"), "unknown", reason, f"give a lane to the {table}")
    return False


def _check_band(band: RateBand, report: Report) -> bool:
    """Check one rate row by itself; False where its band cannot be used."""
    row = band.row
    if not row["base"] and not row["rate"]:
        report.error(row.place("rate"), "missing", "neither base nor rate", "give a price")
        return False
    if band.hi <= band.lo:
        reason = f"hi {row['hi']} is not above lo {row['lo']}"
        report.error(row.place("hi"), "band", reason, "give the upper end of the band")
        return False
    if row["step"] and band.step == 0:
        report.error(row.place("step"), "band", "a step of 0", "give more than 0, or leave it out")
        return False
    if band.most < band.least:
        report.error(row.place("max_charge"), "band", "max_charge below min_charge", "check both")
    if band.terms.value_hi <= band.terms.value_lo:
        report.error(row.place("value_hi"), "band", "value_hi is not above value_lo", "check both")
    if band.terms.density_hi < band.terms.density_lo:
        report.error(row.place("density_hi"), "band", "density_hi below density_lo", "check both")
    if band.base <= 0 and band.rate <= 0 and band.least <= 0:
        reason = "the price is 0"
        report.warning(row.place("rate"), "zero_price", reason, "leave the row out if it is empty")
    return True


def _zones(tables: FlatTables, known: Known) -> dict[str, set[str]] | None:
    """Return the zones of each set, those of the import in place of the book's."""
    own: dict[str, set[str]] = {}
    for row in tables.get("zone", []):
        own.setdefault(row["zone_set"], set()).add(row["zone"])
    if known.zones is None:
        return own if own else None
    return {name: set(held) for name, held in known.zones.items()} | own


def _check_zone(
    row: FlatRow,
    column: str,
    lane: FlatRow | None,
    zones: dict[str, set[str]] | None,
    known: Known,
    report: Report,
) -> None:
    zone = row[column]
    if zone in ("", ANY) or lane is None or zones is None:
        return
    held = zones.get(lane["zone_set"])
    unread = lane["zone_set"] in known.areas or (held is None and known.zones is None)
    if not unread and zone not in (held or ()):
        reason = f"{column} {zone!r} is no zone of the lane's zone set {lane['zone_set']!r}"
        report.error(row.place(column), "unknown", reason, "add it to the zones, or correct it")


def _check_region(row: FlatRow, column: str, known: Known, report: Report) -> None:
    region = row[column]
    if region not in ("", ANY) and known.regions is not None and region not in known.regions:
        reason = f"{column} {region!r} is the region of no node"
        report.error(row.place(column), "unknown", reason, "add it to node.csv, or correct it")


def _check_indexes(rows: list[FlatRow], report: Report) -> None:
    """Tell of two values of one index on one day."""
    until: dict[str, FlatRow] = {}
    for row in sorted(rows, key=lambda row: (row["index_id"], row["valid_from"])):
        before = until.get(row["index_id"])
        if before and (not before["valid_to"] or row["valid_from"] < before["valid_to"]):
            reason = f"holds on the same days as {before.place('index_id')}"
            remedy = "let one row hold on a day: valid_to of the first is valid_from of the next"
            report.error(row.place("valid_from"), "validity", reason, remedy)
        if not before or not row["valid_to"] or row["valid_to"] > (before["valid_to"] or "~"):
            until[row["index_id"]] = row


def _check_surcharge(
    row: FlatRow,
    lanes: dict[str, FlatRow],
    zones: dict[str, set[str]] | None,
    known: Known,
    report: Report,
) -> None:
    for lane_id in (word.strip() for word in row["lane_id"].split("|")):
        if lane_id not in lanes and known.lanes is not None and lane_id not in known.lanes:
            reason = f"the lane {lane_id!r} is neither imported nor in the book"
            report.error(row.place("lane_id"), "unknown", reason, "correct the list of lanes")
        _check_region(row, "when_origin", known, report)
        _check_zone(row, "when_zone", lanes.get(lane_id), zones, known, report)
