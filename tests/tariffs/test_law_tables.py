"""The tables we write ourselves: the shipped law and the example book fit docs/tables.md."""

import csv
import json
import re
from pathlib import Path

import pytest

from oneprice.carriers.compile import compile_carriers
from oneprice.core.compiling import Compiling
from oneprice.core.ground import compile_ground
from oneprice.core.order import Order
from oneprice.tariffs.compile import compile_tariffs

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "examples" / "book"
LAW_FILES = sorted((ROOT / "tariffs" / "law").rglob("*.csv"))
BOOK_FILES = sorted(BOOK.glob("*.csv"))
ORDERS = sorted((ROOT / "examples" / "orders").glob("*.json"))


def _documented() -> dict[str, str]:
    """Return what docs/tables.md says about each file, from its name to the next file."""
    text = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    parts = re.split(r"(?m)^(?:\| )?`(\w+\.csv)`", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def _header(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as handle:
        return next(csv.reader(handle))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _label(path: Path) -> str:
    return "/".join(path.parts[-2:])


@pytest.mark.parametrize("path", LAW_FILES + BOOK_FILES, ids=_label)
def test_headers_are_those_of_the_documentation(path: Path) -> None:
    """Every column is documented for its file, and no required column is missing."""
    words = re.findall(r"([a-z]\w*[a-z0-9])(\*?)", _documented()[path.name])
    known = {word for word, _ in words} | {"source", "note"}
    header = _header(path)
    assert set(header) <= known
    listed = {word for word, star in words if star}
    assert listed <= set(header)


@pytest.mark.parametrize("path", LAW_FILES, ids=_label)
def test_every_law_row_names_its_source(path: Path) -> None:
    """A row of law without a source is not shipped."""
    rows = _rows(path)
    assert rows
    assert all(row["source"] for row in rows)


@pytest.mark.parametrize("path", LAW_FILES, ids=_label)
def test_validity_is_half_open_and_not_empty(path: Path) -> None:
    """A row that ends does so after the day it begins on."""
    for row in _rows(path):
        begin, end = row.get("valid_from", ""), row.get("valid_to", "")
        assert not end or begin < end


def test_sections_122_and_301_meet_without_gap_or_overlap() -> None:
    """The surcharge ends on the day on which the forced-labour duty begins (half-open)."""
    rows = _rows(ROOT / "tariffs" / "law" / "US" / "measure.csv")
    whole = [row for row in rows if not row["hs_prefix"] and not row.get("exported_to")]
    ends = {row["valid_to"] for row in whole if row["kind"] == "s122"}
    begins = {row["valid_from"] for row in whole if row["kind"] == "s301_fl"}
    assert max(ends) == min(begins) == "2026-07-24"


def test_example_book_compiles() -> None:
    """The example book and the shipped law of its four jurisdictions are read without error."""
    ctx = Compiling(BOOK)
    tables = compile_ground(ctx)
    tables |= compile_carriers(ctx, tables["node"])
    tables |= compile_tariffs(ctx)
    assert len(tables["jurisdiction"]) == 5
    assert len(tables["lane"]) > 100


@pytest.mark.parametrize("path", ORDERS, ids=lambda path: path.stem)
def test_example_orders_are_valid(path: Path) -> None:
    """Each example order passes the checks of the rim and names nodes of the example book."""
    order = Order.model_validate(json.loads(path.read_text(encoding="utf-8")))
    nodes = {row["node_id"] for row in _rows(BOOK / "node.csv") if row["kind"] == "origin"}
    assert {line.ship_from for line in order.lines} <= nodes
