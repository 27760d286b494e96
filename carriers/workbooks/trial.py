"""A trial of imported tables: they are compiled as a book would be, and lanes are priced.

With a book the tables are taken into a copy of it; without one they stand on made-up ground that
knows just the nodes, calendars and currencies they name.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from oneprice.carriers.compile import compile_carriers
from oneprice.carriers.rating import Piece, Rater, Rating, Shipment
from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import (
    COLUMNS,
    FlatRow,
    FlatTables,
    no_tables,
    read_source,
    write_folder,
)
from oneprice.carriers.workbooks.layouts.plain import plain
from oneprice.carriers.workbooks.places import Place
from oneprice.carriers.workbooks.taking_in import lanes_of, taken_in
from oneprice.core.compiling import Compiling, Table
from oneprice.core.days import parse_day
from oneprice.core.errors import InputError
from oneprice.core.ground import compile_ground

WINDOW = ("2026-01-01", "2028-12-31")
NO_MINOR = frozenset(("JPY", "KRW", "VND", "CLP"))
SHOWN = 4  # prices of a lane
WEIGHTS = (
    *(Fraction(1, 10), Fraction(1, 4), Fraction(1, 2)),
    *map(Fraction, (1, 2, 5, 10, 21, 50, 100, 500, 1_000)),
)
COUNTS = (Fraction(1), Fraction(2))
VOLUMES = tuple(map(Fraction, ("0.5", "1", "2.5", "10")))
POUND_G = Fraction(45_359_237, 100_000)
_WHERE = re.compile(r"(\w+)\.csv row (\d+)(?:, column (\w+))?")


class Sample(NamedTuple):
    """One price of a lane.

    Attributes
    ----------
    lane, zone, cargo_class : str
        What was asked; zone and class "" where the lane's rates name none.
    quantity, unit : str
        Actual weight or volume of one parcel, or the number of pieces.
    price, currency : str
        With its surcharges; a price that cannot be given is "" and `reason` says why.
    """

    lane: str
    zone: str
    cargo_class: str
    quantity: str
    unit: str
    price: str
    currency: str
    reason: str


@dataclass(frozen=True)
class Trial:
    """A compiled trial.

    Attributes
    ----------
    tables, ctx
        As `compile_carriers` leaves them.
    written : dict of str to list of FlatRow
        The rows that were compiled.
    """

    tables: dict[str, Table]
    ctx: Compiling
    written: FlatTables


def try_tables(imported: FlatTables, book: Path | None, report: Report) -> Trial | None:
    """Compile imported tables; what a compile refuses becomes an error at its cell, and None."""
    written = taken_in(read_source(book) if book else no_tables(), imported)
    with TemporaryDirectory() as name:
        folder = Path(name)
        if book is None:
            written["zone"] += _made_up_zones(imported, report)
            _write_ground(folder, imported)
        else:
            _copy_ground(book, folder)
        write_folder(written, folder)
        ctx = Compiling(folder)
        try:
            ground = compile_ground(ctx)
            return Trial(compile_carriers(ctx, ground["node"]), ctx, written)
        except InputError as problem:
            found = _WHERE.match(problem.where)
            place = _place(found, written, problem.where)
            report.error(place, "compile", f"{problem.value} cannot be used", problem.remedy)
            return None


def _place(found: re.Match[str] | None, written: FlatTables, where: str) -> Place:
    """Return where the cell of a compiled table came from."""
    rows = written.get(found[1], []) if found else []
    number = int(found[2]) - 2 if found else 0
    if found is None or not 0 <= number < len(rows):
        return Place(where)
    return rows[number].place(found[3] or "")


def _copy_ground(book: Path, folder: Path) -> None:
    """Copy what a book's carriers stand on: small tables and service areas."""
    own = {f"{name}.csv" for name in COLUMNS}
    for path in book.glob("*.csv"):
        if path.name not in own:
            shutil.copyfile(path, folder / path.name)
    if (book / "areas").is_dir():
        shutil.copytree(book / "areas", folder / "areas")


def _write_ground(folder: Path, imported: FlatTables) -> None:
    """Write a ground that knows what the tables name; countries of nodes are those of zones."""
    currencies = {row["currency"] for row in imported["lane"] if row["currency"]}
    currencies |= {row["value_currency"] for row in imported["rate"] if row["value_currency"]}
    nodes: dict[str, dict[str, str]] = {}
    countries = {row["zone_set"]: row["country"] for row in imported["zone"]}
    regions = sorted({r["origin_zone"] for r in imported["rate"]} - {"", "*"})
    for row in imported["lane"]:
        country = countries.get(row["zone_set"]) or row["dest_node"][:2].upper()
        usual = {"tz": "UTC", "calendar_id": row["calendar_id"], "region": ""}
        for column, kind in (("origin_node", "origin"), ("dest_node", "zone")):
            place = country if kind == "zone" else row[column][:2].upper()
            node = {"node_id": row[column], "kind": kind, "country": place, **usual}
            nodes.setdefault(row[column], node)
    for number, region in enumerate(regions):
        node = {"node_id": f"region {number}", "kind": "origin", "country": "CN", "tz": "UTC"}
        nodes[node["node_id"]] = {**node, "calendar_id": "any", "region": region}
    settings = {"name": "trial", "window_from": WINDOW[0], "window_to": WINDOW[1]}
    settings["quote_ttl_min"] = "60"
    _write(folder / "book.csv", [{"key": k, "value": v} for k, v in settings.items()])
    exponents = [{"currency": c, "exponent": "0" if c in NO_MINOR else "2"} for c in currencies]
    _write(folder / "currency.csv", sorted(exponents, key=lambda row: row["currency"]))
    _write(folder / "node.csv", list(nodes.values()))
    calendars = sorted({node["calendar_id"] for node in nodes.values()})
    _write(folder / "calendar.csv", [{"calendar_id": c, "workdays": "12345"} for c in calendars])


def _made_up_zones(imported: FlatTables, report: Report) -> list[FlatRow]:
    """Return keys for zone sets that the workbook only names, so that its lanes can be tried."""
    held = {row["zone_set"] for row in imported["zone"]} | {""}
    found = []
    for lane in imported["lane"]:
        name = lane["zone_set"]
        if name in held:
            continue
        held.add(name)
        reason = f"the zone set {name} is not in the workbook; the book must hold it"
        report.note(lane.place("zone_set"), "zone", reason)
        ids = {row["lane_id"] for row in imported["lane"] if row["zone_set"] == name}
        zones = {row["dest_zone"] for row in imported["rate"] if row["lane_id"] in ids}
        for number, zone in enumerate(sorted(zones - {"", "*"}) or ["1"]):
            cells = {"zone_set": name, "country": lane["dest_node"][:2].upper(), "zone": zone}
            cells |= {"key_kind": "prefix", "key_lo": f"TRIAL{number}"}
            found.append(FlatRow("zone", cells, {"": lane.place("zone_set")}))
    return found


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["currency", "exponent"])
        writer.writeheader()
        writer.writerows(rows)


# --- prices ---------------------------------------------------------------------------


def samples(trial: Trial, imported: FlatTables) -> list[Sample]:
    """Return a few prices of every imported lane, for its first zone and class."""
    rater = Rater(trial.tables, trial.ctx.ids)
    rates: dict[str, list[FlatRow]] = {}
    for row in imported["rate"]:
        rates.setdefault(row["lane_id"], []).append(row)
    found: list[Sample] = []
    for lane in imported["lane"]:
        listed = rates.get(lane["lane_id"], [])
        if listed:
            found += _prices(rater, trial, lane, listed)
    return found


def _prices(rater: Rater, trial: Trial, lane: FlatRow, rates: list[FlatRow]) -> Iterator[Sample]:
    first = rates[0]
    same = ("origin_zone", "dest_zone", "cargo_class", "value_lo")
    cell = [row for row in rates if all(row[name] == first[name] for name in same)]
    unit = lane["qty_unit"] or "kg"
    lowest = min(Fraction(row["lo"]) for row in cell)
    highest = None if any(not r["hi"] for r in cell) else max(Fraction(r["hi"]) for r in cell)
    fits = [s for s in _sizes(unit) if s > lowest and (highest is None or s <= highest)]
    refused: Sample | None = None
    priced = False
    for size in _spread(fits or [highest or lowest]):
        shipment = Shipment(_pieces(size, unit), _day(trial, lane, cell), **_asked(first, trial))
        sample = _sample(rater, trial, lane, first, size, unit, shipment)
        if sample.price:
            priced = True
            yield sample
        else:
            refused = refused or sample
    if not priced and refused is not None:
        yield refused


def _sizes(unit: str) -> tuple[Fraction, ...]:
    if unit in ("cbm", "rt"):
        return VOLUMES
    return COUNTS if unit in ("piece", "shipment") else WEIGHTS


def _spread(sizes: list[Fraction]) -> list[Fraction]:
    """Return a few of the sizes, the smallest and the largest among them."""
    last = len(sizes) - 1
    return sizes if last < SHOWN else [sizes[last * n // (SHOWN - 1)] for n in range(SHOWN)]


def _pieces(size: Fraction, unit: str) -> list[Piece]:
    """Return parcels of a size: so heavy, so large, or so many of one kilogram."""
    if unit in ("piece", "shipment"):
        return [Piece(1_000)] * int(size)
    if unit in ("cbm", "rt"):
        return [Piece(1_000, (1_000, 1_000, int(size * 1_000)))]
    if unit == "lb":
        return [Piece((size * POUND_G).__ceil__(), quantity=size)]
    return [Piece((size * 1_000).__ceil__())]


def _asked(rate: FlatRow, trial: Trial) -> dict[str, Any]:
    """Return what a rate row asks for: zone, class, origin, a value inside its band."""
    asked: dict[str, Any] = {}
    for column, name in (("dest_zone", "zone"), ("origin_zone", "origin_zone")):
        if rate[column] not in ("", "*"):
            asked[name] = rate[column]
    if rate["cargo_class"] not in ("", "*"):
        asked["cargo_class"] = rate["cargo_class"]
    if rate["value_currency"]:
        ids = trial.ctx.ids
        currency = ids.find("currency", rate["value_currency"])
        value = Fraction(rate["value_lo"] or 0) + 1
        asked["value_minor"] = int(value * 10 ** trial.ctx.exponent(currency))
    return asked


def _day(trial: Trial, lane: FlatRow, rates: list[FlatRow]) -> int:
    """Return a day of sale on which lane and rates hold: the first of them in the window."""
    cells = [row["valid_from"] for row in (lane, rates[0]) if row["valid_from"]]
    days = [parse_day(cell, "valid_from") for cell in cells]
    asked = {r["index_id"] for r in trial.written["surcharge"] if lane["lane_id"] in lanes_of(r)}
    for name in asked - {""}:
        rows = [row for row in trial.written["index"] if row["index_id"] == name]
        starts = [parse_day(r["valid_from"], "valid_from") for r in rows if r["valid_from"]]
        if len(starts) == len(rows) and starts:
            days.append(min(starts))
    return max([*days, trial.ctx.window_from_day])


def _sample(
    rater: Rater, trial: Trial, lane: FlatRow, rate: FlatRow, size: Fraction, unit: str,
    shipment: Shipment,
) -> Sample:  # fmt: skip
    currency = lane["currency"]
    try:
        rating: Rating = rater.rate(lane["lane_id"], shipment)
        reason = "" if rating.status == "OK" else rating.status
        price = "" if reason else _money(rating.total_minor, trial, currency)
    except InputError as problem:
        reason, price = str(problem), ""
    words = (rate["dest_zone"], rate["cargo_class"], plain(size) or "", unit)
    return Sample(lane["lane_id"], *words, price, currency, reason)


def _money(minor: int, trial: Trial, currency: str) -> str:
    places = trial.ctx.exponent(trial.ctx.ids.find("currency", currency))
    whole, part = divmod(minor, 10**places)
    return f"{whole:,}.{part:0{places}d}" if places else f"{whole:,}"
