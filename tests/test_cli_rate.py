"""The command that rates a table of parcels."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

import oneprice
from oneprice import cli
from oneprice.carriers.batch_parcels import COLUMNS, REQUIRED, read_parcels
from oneprice.core.errors import InputError
from oneprice.show_rate import COLUMNS as ANSWERS

ROOT = Path(__file__).parents[1]
PARCELS = ROOT / "examples" / "parcels.csv"
PLAIN = {
    **{"parcel_id": "P1", "origin_node": "AIR-S", "country": "DE", "postcode": "10115"},
    **{"weight_kg": "0.28", "length_cm": "30", "width_cm": "22", "height_cm": "4"},
    **{"goods_value": "19.90", "currency": "EUR", "date": "2026-07-15"},
}


def run(*words: object) -> Result:
    """Run the command in a terminal of 120 columns."""
    env = {"COLUMNS": "120", "TERM": "dumb"}
    return CliRunner().invoke(cli.app, ["rate", *map(str, words)], env=env)


def written(folder: Path, *rows: dict[str, str]) -> Path:
    """Write parcels, each with what it changes of a plain one."""
    filled = [{**PLAIN, "parcel_id": f"P{i}", **row} for i, row in enumerate(rows, 1)]
    path = folder / "parcels.csv"
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(dict.fromkeys(k for row in filled for k in row)))
        writer.writeheader()
        writer.writerows(filled)
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_example_gives_a_row_for_each_parcel(example_book: Path, tmp_path: Path) -> None:
    """The example parcels are priced or refused, each once, in their order."""
    done = run(example_book, PARCELS, "-o", tmp_path / "out.csv")
    assert done.exit_code == cli.EXIT_REFUSED, done.output
    rows = rows_of(tmp_path / "out.csv")
    assert tuple(rows[0]) == ANSWERS
    assert [row["parcel_id"] for row in rows] == [row["parcel_id"] for row in rows_of(PARCELS)]
    by_id = {row["parcel_id"]: row for row in rows}
    # postal packet: 8.90 for each packet and 95.20 for each kg, no surcharge below
    first = by_id["DE-SHIRT"]
    assert (first["lane_id"], first["inside"]) == ("PO-DE-S", "PO-DE-S-C|PO-DE-S-D")
    assert (first["base"], first["total"], first["lane_currency"]) == ("35.56", "35.56", "CNY")
    assert (first["price"], first["currency"]) == ("4.36", "EUR")  # 35.56 / 8.157
    assert by_id["DE-ISLAND"]["service"] == "remote"
    assert by_id["DE-HELGOLAND"]["status"] == "EMBARGO"
    assert by_id["NA-GIFT"]["reason"] == "no such lane leads from AIR-S to NA"
    assert "needed 160 cm" in by_id["JP-LONG"]["reason"]
    priced = sum(row["status"] == "OK" for row in rows)
    assert f"{len(rows)} parcels: {priced} priced, {len(rows) - priced} refused" in done.stdout


def test_all_lanes_hold_the_cheapest_and_every_reason(example_book: Path, tmp_path: Path) -> None:
    """With --all-lanes each offer is a row; the least price of a parcel is its best answer."""
    best, every = tmp_path / "best.csv", tmp_path / "every.csv"
    run(example_book, PARCELS, "-o", best, "--currency", "EUR")
    run(example_book, PARCELS, "-o", every, "--currency", "EUR", "--all-lanes")
    offers = rows_of(every)
    asked = Counter(row["parcel_id"] for row in offers)
    for row in rows_of(best):
        mine = [each for each in offers if each["parcel_id"] == row["parcel_id"]]
        prices = [float(each["price"]) for each in mine if each["status"] == "OK"]
        assert asked[row["parcel_id"]] == max(1, int(row["offers"]))
        assert row["currency"] in ("EUR", "")
        assert (row["price"] == "") == (prices == [])
        assert not prices or float(row["price"]) == min(prices)
        assert row in mine


def test_terminal_shows_the_first_rows(example_book: Path, tmp_path: Path) -> None:
    """Without a file the first answers stand above the summary; all priced leaves with 0."""
    done = run(example_book, written(tmp_path, *[{}] * 14))
    assert done.exit_code == 0, done.output
    assert re.search(r"P1 +PO-DE-S +0.28 kg +35.56 CNY +4.36 EUR", done.stdout)
    assert "and 2 more; all of them with -o" in done.stdout
    assert "14 parcels: 14 priced, 0 refused" in done.stdout


def test_legs_choose_what_is_compared(example_book: Path, tmp_path: Path) -> None:
    """A linehaul to the gateway is compared among linehauls, not among doors."""
    path = written(tmp_path, {"origin_node": "PORT-S", "weight_kg": "12"})
    found = {}
    for legs in ("door", "linehaul", "door|linehaul"):
        run(example_book, path, "--all-lanes", "--legs", legs, "-o", tmp_path / "out.csv")
        found[legs] = {(row["lane_id"], row["to_node"]) for row in rows_of(tmp_path / "out.csv")}
    assert ("SP-DE-S", "DE-ZONE") in found["door"]
    assert {lane for lane, _ in found["door"]}.isdisjoint({"LC-DE-S"})
    assert {("LC-DE-S", "HAM"), ("SP-DE-S", "HAM")} <= found["linehaul"]
    assert found["door|linehaul"] == found["door"] | found["linehaul"]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"cargo_flags": "UN3480"}, "battery energy up to 100 Wh, needed an energy that is not"),
        ({"cargo_flags": "dry_ice"}, "does not take goods flagged dry_ice"),
        ({"weight_kg": "900"}, "piece weight up to"),
        ({"origin_node": "HUB-S"}, "no such lane leads from HUB-S to DE"),
    ],
)
def test_refusals_have_words(
    example_book: Path, tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    """A parcel without a price says why, with the fact and the limit."""
    done = run(example_book, written(tmp_path, cells), "-o", tmp_path / "out.csv")
    assert done.exit_code == cli.EXIT_REFUSED
    (row,) = rows_of(tmp_path / "out.csv")
    assert row["status"] != "OK"
    assert words in row["reason"]
    assert row["price"] == ""


def test_goods_value_is_told_as_money(example_book: Path, tmp_path: Path) -> None:
    """A lane's limit of value is told in its own currency."""
    path = written(tmp_path, {"goods_value": "400"})
    run(example_book, path, "--all-lanes", "-o", tmp_path / "out.csv")
    reasons = {row["lane_id"]: row["reason"] for row in rows_of(tmp_path / "out.csv")}
    words = "lane PO-DE-S allows goods value up to 3000.00 CNY, needed 3262.80 CNY"
    assert reasons["PO-DE-S"] == words


def test_cargo_rule_names_what_would_keep_it(example_book: Path, tmp_path: Path) -> None:
    """A power bank says the rule; with its charge declared it can be had."""
    bank = {"cargo_flags": "UN3480", "watt_hours": "74", "battery_net_g": "310", "country": "US",
            "postcode": "07030"}  # fmt: skip
    path = written(tmp_path, bank, {**bank, "soc_pct": "30"})
    run(example_book, path, "-o", tmp_path / "out.csv")
    without, said = rows_of(tmp_path / "out.csv")
    assert without["status"] == "CARGO_RULE"
    assert "the parcel does not give soc_pct" in without["reason"]
    assert said["status"] == "OK"


def test_no_answer_is_a_formula(example_book: Path, tmp_path: Path) -> None:
    """An id that a spreadsheet would run is written as text."""
    path = written(tmp_path, {"parcel_id": "=1+1"})
    run(example_book, path, "-o", tmp_path / "out.csv")
    assert rows_of(tmp_path / "out.csv")[0]["parcel_id"] == "'=1+1"


# --- strict reading -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("weight_kg", "0", "0.001 to 2000 kg"),
        ("weight_kg", "1,5", "plain decimal"),
        ("weight_kg", "0.2805", "decimals"),
        ("weight_kg", "NaN", "plain decimal"),
        ("length_cm", "1000.1", "0.1 to 1000 cm"),
        ("height_cm", "", "fill the cell"),
        ("goods_value", "-1", "0 or more"),
        ("goods_value", "1.234", "decimals"),
        ("currency", "XXX", "known currency"),
        ("origin_node", "MOON", "known node"),
        ("ship_from", "MOON", "known node"),
        ("country", "de", "2 capital letters"),
        ("date", "15.07.2026", "YYYY-MM-DD"),
        ("date", "2027-07-15", "give a day from"),
        ("cargo_flags", "battery", "give none, or a list"),
        ("cargo_flags", "PI966", "give UN3481 too"),
        ("purpose", "gift", "b2c"),
        ("units", "0", "give 1 to"),
        ("soc_pct", "101", "give 0 to 100"),
        ("postcode", "12_45", "letters A-Z"),
        ("parcel_id", "P1", "give each key once"),
        ("colour", "red", "use each known column once"),
    ],
)
def test_cells_that_cannot_be_used(
    example_book: Path, tmp_path: Path, column: str, cell: str, words: str
) -> None:
    """A bad cell is told with row, column and remedy; nothing is guessed."""
    path = written(tmp_path, {}, {column: cell})
    book = oneprice.open_book(example_book)
    with pytest.raises(InputError, match=re.escape(words)) as problem:
        read_parcels(path, book.tables, book.ids)
    if column != "colour":
        assert f"parcels.csv row 3, column {column}" in str(problem.value)


def test_texts_stay_texts(example_book: Path, tmp_path: Path) -> None:
    """A postcode keeps its zero, NA is Namibia, and sides stand longest first."""
    cells = {"country": "NA", "postcode": "07030", "length_cm": "4", "height_cm": "30"}
    book = oneprice.open_book(example_book)
    found = read_parcels(written(tmp_path, cells, {"postcode": ""}), book.tables, book.ids)
    one, other = found.table
    assert (one["country"], one["length_mm"], one["third_mm"]) == (0, 300, 40)
    assert one["postcode_hi"] - one["postcode_lo"] == 37**5
    assert (other["postcode_lo"], other["postcode_hi"]) == (0, 37**10)
    assert (one["soc_pct"], one["units"], one["purpose"]) == (-1, 1, 1)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["{book}", "no.csv"], "name a CSV file"),
        (["{book}", "{parcels}", "--currency", "XXX"], "known currency"),
        (["{book}", "{parcels}", "--legs", "air"], "give some of door"),
        (["{book}", "{parcels}", "-o", "out.xlsx"], "ends in .csv"),
        (["{book}", "{parcels}", "-o", "{parcels}"], "name another file"),
        (["{parcels}", "{parcels}"], "holds no book"),
    ],
)
def test_unusable_input_leaves_with_two(
    example_book: Path, tmp_path: Path, words: list[str], told: str
) -> None:
    """What cannot be used is told on stderr; there is no traceback."""
    names: dict[str, Any] = {"book": example_book, "parcels": written(tmp_path, {})}
    done = run(*(word.format(**names) for word in words))
    assert done.exit_code == cli.EXIT_UNUSABLE, done.output
    assert told in done.stderr
    assert "Traceback" not in done.output


def test_page_lists_every_column() -> None:
    """Each column of the parcels and of the answers stands on the page, required ones starred."""
    page = (ROOT / "docs" / "rating.md").read_text(encoding="utf-8")
    named = re.findall(r"^\| `(\w+)`(\*?) \|", page, re.M)
    assert {name for name, _ in named} == {*COLUMNS, *ANSWERS}
    assert {name for name, star in named if star} == set(REQUIRED)
