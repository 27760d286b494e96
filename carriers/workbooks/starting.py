"""New prices from a day on: the rows of a book end there and are kept, the new ones begin there."""

from __future__ import annotations

from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import FlatRow, FlatTables
from oneprice.carriers.workbooks.taking_in import kept, lanes_of

DATED = ("rate", "surcharge", "index")  # the others hold one state at a time


def starting(imported: FlatTables, day: str, report: Report) -> FlatTables:
    """Return imported tables of which no dated row begins before a day (ISO).

    A row that ends by that day is left out, with a note.
    """
    found = dict(imported)
    for name in DATED:
        found[name] = []
        for row in imported[name]:
            if row["valid_to"] and row["valid_to"] <= day:
                reason = f"ends on {row['valid_to']}, before {day}, and is left out"
                report.note(row.place("valid_to"), "validity", reason)
            else:
                late = max(row["valid_from"], day)
                found[name].append(_with(row, valid_from=late))
    return found


def with_ended(imported: FlatTables, book: FlatTables, day: str, report: Report) -> FlatTables:
    """Return imported tables, before their dated rows those of a book that they end on a day.

    Rows of the book that begin on the day or later are not among them: they are replaced, with
    a warning where they begin later.
    """
    found = dict(imported)
    stay = {row["sur_id"] for row in kept(book, imported)["surcharge"]}
    for name, rows in _replaced(book, imported).items():
        for row in rows:
            if row["valid_from"] > day:
                reason = f"a row of the book that begins on {row['valid_from']} is replaced"
                remedy = f"it begins after {day}; give its day with --from to keep what is before"
                report.warning(row.place("valid_from"), "replaced", reason, remedy)
        ended = [
            _with(row, valid_to=min(row["valid_to"] or day, day))
            for row in rows
            if row["valid_from"] < day
        ]
        # Of a row for several lanes a part ends: it cannot keep the id of the part that stays.
        ended = [
            _with(row, sur_id=f"{row['sur_id']}@{day}") if row["sur_id"] in stay else row
            for row in ended
        ]
        found[name] = [*ended, *imported[name]]
    return found


def held_on(book: FlatTables, day: str) -> FlatTables:
    """Return a book's tables as if all that holds on a day began on it: to compare prices with."""
    dated = {n: [_with(r, valid_from=day) for r in book[n] if _holds(r, day)] for n in DATED}
    return book | dated


def _holds(row: FlatRow, day: str) -> bool:
    return row["valid_from"] <= day and (not row["valid_to"] or day < row["valid_to"])


def tell_hole(book: FlatTables, imported: FlatTables, report: Report) -> None:
    """Warn where old prices go although the new ones begin later: in between there are none."""
    first: dict[str, FlatRow] = {}
    for row in imported["rate"]:
        known = first.setdefault(row["lane_id"], row)
        first[row["lane_id"]] = min(known, row, key=lambda each: each["valid_from"])
    priced = {row["lane_id"]: row for row in reversed(book["rate"])}
    for lane_id, row in first.items():
        old, day = priced.get(lane_id), row["valid_from"]
        if old is not None and old["valid_from"] < day:
            reason = f"the old prices of lane {lane_id} go, the new ones hold from {day}"
            remedy = f"say --from {day} to keep the old ones until then"
            report.warning(row.place("valid_from"), "hole", reason, remedy)


def _replaced(book: FlatTables, imported: FlatTables) -> FlatTables:
    """Return the dated rows of a book that an import speaks of, surcharges lane by lane."""
    left = {id(row) for rows in kept(book, imported).values() for row in rows}
    codes = {(lane, row["code"]) for row in imported["surcharge"] for lane in lanes_of(row)}
    found = {name: [row for row in book[name] if id(row) not in left] for name in DATED}
    found["surcharge"] = [
        _with(row, lane_id="|".join(n for n in lanes_of(row) if (n, row["code"]) in codes))
        for row in found["surcharge"]
    ]
    return found


def _with(row: FlatRow, **cells: str) -> FlatRow:
    return FlatRow(row.table, {**row.cells, **cells}, row.places)
