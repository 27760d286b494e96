"""Taking imported tables into a book, and trying them out before."""

from __future__ import annotations

from pathlib import Path

from rate_books import imported, tried

from oneprice.carriers.workbooks.findings import Report
from oneprice.carriers.workbooks.flat import FlatRow, FlatTables, no_tables, read_source
from oneprice.carriers.workbooks.places import Place
from oneprice.carriers.workbooks.taking_in import replaced, taken_in
from oneprice.carriers.workbooks.trial import samples, try_tables

BOOK = Path(__file__).parents[3] / "examples" / "book"


def rows(table: str, *listed: dict[str, str]) -> FlatTables:
    """Return tables with rows in one of them."""
    return {**no_tables(), table: [FlatRow(table, cells) for cells in listed]}


def test_a_lane_replaces_its_own_rates_alone() -> None:
    """The rates of an imported lane go, those of others stay; the lane keeps its place."""
    book = rows("lane", {"lane_id": "A"}, {"lane_id": "B"}) | {
        "rate": rows("rate", {"lane_id": "A", "lo": "0"}, {"lane_id": "B", "lo": "0"})["rate"]
    }
    new = rows("lane", {"lane_id": "A", "mode": "sea"}, {"lane_id": "C"}) | {
        "rate": rows("rate", {"lane_id": "A", "lo": "5"}, {"lane_id": "C", "lo": "0"})["rate"]
    }
    found = taken_in(book, new)
    assert [row["lane_id"] for row in found["lane"]] == ["A", "B", "C"]
    assert found["lane"][0]["mode"] == "sea"
    assert [(r["lane_id"], r["lo"]) for r in found["rate"]] == [("A", "5"), ("B", "0"), ("C", "0")]


def test_a_surcharge_replaces_its_code_on_its_lanes() -> None:
    """Of a list of lanes the imported ones are taken out; other codes stay."""
    book = rows(
        "surcharge",
        {"sur_id": "1", "lane_id": "A|B", "code": "remote"},
        {"sur_id": "2", "lane_id": "A", "code": "fuel"},
    )
    new = rows("surcharge", {"sur_id": "9", "lane_id": "A", "code": "remote"})
    found = [(r["sur_id"], r["lane_id"]) for r in taken_in(book, new)["surcharge"]]
    assert found == [("1", "B"), ("2", "A"), ("9", "A")]
    assert [row["sur_id"] for row in replaced(book, new)["surcharge"]] == ["1"]


def test_zones_and_indexes_replace_their_own() -> None:
    """A zone set is replaced country by country, an index as a whole."""
    key = {"zone_set": "Z", "key_kind": "all", "zone": "1"}
    book = rows("zone", {**key, "country": "US"}, {**key, "country": "DE"})
    new = rows("zone", {**key, "country": "US", "zone": "2"})
    found = {(row["country"], row["zone"]) for row in taken_in(book, new)["zone"]}
    assert found == {("DE", "1"), ("US", "2")}
    index = rows("index", {"index_id": "F", "value": "1%"}, {"index_id": "G", "value": "1%"})
    fresh = rows("index", {"index_id": "F", "value": "2%"})
    assert [r["value"] for r in taken_in(index, fresh)["index"]] == ["1%", "2%"]


def test_samples_are_exact_prices() -> None:
    """A lane is priced at its smallest and largest sizes, with its unit."""
    found = samples(tried("sea"), imported("sea").tables)
    prices = {(s.lane, s.quantity): (s.price, s.currency) for s in found}
    assert prices["LCL-LGB-SHA", "2.5"] == ("250.00", "USD")
    assert prices["FCL-NGB-LAX-40HC", "2"] == ("4,045.00", "USD")
    assert prices["MX-A-CBM", "10"] == ("30,000.00", "CNY")


def test_what_a_compile_refuses_is_told_at_its_cell() -> None:
    """A cell that only a compile can judge is an error at the workbook's cell."""
    tables = {name: list(listed) for name, listed in imported("sea").tables.items()}
    first = tables["lane"][0]
    place = Place("LCL", 2, 3)
    cells = {**first.cells, "departure_days": "99", "departure_time": "20:00"}
    tables["lane"][0] = FlatRow("lane", cells, {**first.places, "departure_days": place})
    report = Report()
    assert try_tables(tables, None, report) is None
    assert [str(finding.place) for finding in report] == ["LCL!C2"]


def test_a_trial_stands_on_the_book() -> None:
    """With a book the lanes are tried among the book's own."""
    report = Report()
    trial = try_tables(imported("plover").tables, BOOK, report)
    assert trial is not None, report.as_text()
    assert len(trial.written["lane"]) == len(read_source(BOOK)["lane"]) + 6
    prices = [s for s in samples(trial, imported("plover").tables) if s.lane == "PLV-US"]
    assert [s.price for s in prices] == ["31.80", "64.00", "192.00", "1,797.00"]
