"""Taking imported tables into those of a book: what replaces what."""

from __future__ import annotations

from oneprice.carriers.workbooks.flat import FlatRow, FlatTables, canonical


def taken_in(book: FlatTables, imported: FlatTables) -> FlatTables:
    """Return a book's tables with the imported ones in place of what they replace.

    A lane replaces the lane of its id with all its rates, a surcharge those of its code on its
    lanes, a zone set the keys of its country, an index its own rows. Nothing else is touched.
    """
    left = kept(book, imported)
    lanes = {row["lane_id"]: row for row in imported["lane"]}
    known = {row["lane_id"] for row in book["lane"]}
    in_place = [lanes.get(row["lane_id"], row) for row in book["lane"]]
    added = [row for row in imported["lane"] if row["lane_id"] not in known]
    rest = {name: [*left[name], *imported[name]] for name in left if name != "lane"}
    return canonical({"lane": [*in_place, *added], **rest})


def kept(book: FlatTables, imported: FlatTables) -> FlatTables:
    """Return the rows of a book that an import leaves as they are."""
    lanes = {row["lane_id"] for row in (*imported["lane"], *imported["rate"])}
    sets = {(row["zone_set"], row["country"]) for row in imported["zone"]}
    indexes = {row["index_id"] for row in imported["index"]}
    codes = {(lane, row["code"]) for row in imported["surcharge"] for lane in lanes_of(row)}
    surcharges = (_without(row, codes) for row in book["surcharge"])
    return {
        "lane": [row for row in book["lane"] if row["lane_id"] not in lanes],
        "rate": [row for row in book["rate"] if row["lane_id"] not in lanes],
        "zone": [r for r in book["zone"] if (r["zone_set"], r["country"]) not in sets],
        "surcharge": [row for row in surcharges if row is not None],
        "index": [row for row in book["index"] if row["index_id"] not in indexes],
    }


def replaced(book: FlatTables, imported: FlatTables) -> FlatTables:
    """Return the rows of a book that an import replaces, and the lanes it might have named."""
    left = {name: {id(row) for row in rows} for name, rows in kept(book, imported).items()}
    found = {name: [r for r in rows if id(r) not in left[name]] for name, rows in book.items()}
    return {**found, "lane": book["lane"]}


def lanes_of(row: FlatRow) -> list[str]:
    """Return the lanes that a row of surcharges is for."""
    return [part.strip() for part in row["lane_id"].split("|") if part.strip()]


def _without(row: FlatRow, codes: set[tuple[str, str]]) -> FlatRow | None:
    """Return a surcharge for the lanes on which its code is not replaced; None for no lane."""
    lanes = lanes_of(row)
    left = [lane for lane in lanes if (lane, row["code"]) not in codes]
    if left == lanes:
        return row
    cells = {**row.cells, "lane_id": "|".join(left)}
    return FlatRow(row.table, cells, row.places) if left else None
