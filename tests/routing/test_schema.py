"""Hostile books: numbers that lead outside their tables are refused, digests or not (C-49).

Kernels run without bounds checks, so every reference that a section declares is pushed out of
its table in turn, in a book that is sealed again as a careful forger would.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from hostile_book import copy_of, put_cell
from orders import order
from tiny_book import LAW, Tables, factor, find, tiny_book, write_tiny

from oneprice.core.book import MANIFEST, write_book
from oneprice.core.errors import BookCorrupt, BookError, BookVersion
from oneprice.routing.compile import compile_book, compile_tables
from oneprice.routing.engine import Engine
from oneprice.routing.schema import SCHEMA, SLOT_FIELDS, open_book

FAR = 2**62
AREA = {
    "type": "Feature",
    "properties": {"country": "XX", "zone": "B"},
    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]},
}


def every_section(tables: Tables) -> None:
    """Give the tiny book at least one row in every section."""
    lane = find(tables["lane.csv"], lane_id="AIR")
    lane.update(zone_set="Z", round_steps="*:0.5")
    pair = {"authority": "*", "base": "CNY", "quote": "EUR", "rate": "0.5"}
    tables["fx.csv"] = [{"kind": kind} | pair for kind in ("customs", "settlement")]
    tables["zone.csv"] = [{"zone_set": "Z", "country": "XX", "key_kind": "all", "zone": "A"}]
    tables["surcharge.csv"] = [
        {
            **{"sur_id": "fuel", "lane_id": "AIR", "code": "fuel", "basis": "pct_base"},
            **{"index_id": "jet", "seq": "1"},
        }
    ]
    find(tables["rate.csv"], lane_id="AIR")["sur_exclude"] = "fuel"
    tables["postcode.csv"] = [
        {"country": "XX", "postcode": "7", "latitude": "1", "longitude": "1", "source": "made up"}
    ]
    tables["index.csv"] = [{"index_id": "jet", "value": "10%"}]
    tables["cargo_rule.csv"] = [
        {"mode": "air", "flag": "UN3480", "limit": "max_wh", "value": "100", "source": "made up"}
    ]
    laws_and_clocks(tables)
    tables["guarantee.csv"] = [factor("a", "goods", "1%")]
    tables[f"{LAW}/stack.csv"][1]["gates"] = "GOODS>0"
    tables[f"{LAW}/measure.csv"][0] |= {"valid_from": "2020-01-01"}
    tables[f"{LAW}/epr_gate.csv"] = [
        {"jurisdiction": "XX", "scheme": "packs", "packaging": "Y", "source": "made up"}
    ]
    tables["registration.csv"] = [
        {"jurisdiction": "XX", "scheme": "packs", "holder": "Platform", "number": "1"}
    ]
    tables[f"{LAW}/compliance_gate.csv"] = [
        {"jurisdiction": "XX", "claim": "safe", "reason": "to be proved", "hs_prefix": "85"}
        | {"source": "made up"}
    ]
    tables["sales_tax.csv"] = [
        {"jurisdiction": "XX", "postcode_lo": "1", "postcode_hi": "9", "rate": "5%"}
        | {"source": "made up"}
    ]


def laws_and_clocks(tables: Tables) -> None:
    """Give the tiny book learned laws, an announced event, and a gateway for one country."""
    find(tables["node.csv"], node_id="PORT").update(opens="06:00", closes="22:00", clears="XX")
    told = {"law_id": "seen", "observations": "40", "parent_share": "0.5"}
    told |= {"learned_at": "2026-06-30", "source": "made up"}
    tables["transit.csv"] = [told | {"lane_id": "AIR", "quote_share": "0"}]
    tables["transit_law.csv"] = [
        {"law_id": "seen", "first_h": "40", "last_h": "59", "mass": "100000000"}
    ]
    tables["handling.csv"] = [
        told | {"seller": "shop", "ship_from": "SHOP", "day_type": "work", "calendar_id": "ALL"}
    ]
    tables["uplift.csv"] = [
        {"name": "sale", "lane_id": "SEA", "from": "2026-07-20", "to": "2026-07-22"}
        | {"factor": "1.5", "source": "made up"}
    ]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small book with rows in every section."""
    folder = tmp_path_factory.mktemp("whole")
    source = write_tiny(folder / "source", every_section)
    (source / "areas").mkdir()
    text = json.dumps({"type": "FeatureCollection", "features": [AREA]})
    (source / "areas" / "Z.geojson").write_text(text, encoding="utf-8")
    compile_book(source, folder / "tiny.book")
    return folder / "tiny.book"


@pytest.fixture
def copy(book: Path, tmp_path: Path) -> Path:
    """Return a copy of it to spoil."""
    return copy_of(book, tmp_path / "copy.book")


def declared() -> list[tuple[str, str, int]]:
    """Return (section, column, bad number) for every bound that a section declares."""
    cases = []
    for name, section in SCHEMA.sections.items():
        spans = [column for pair in section.spans for column in pair]
        for column in (*section.rows, *section.names, *spans):
            cases += [(name, column, bad) for bad in (-1, FAR, -FAR)]
        for column, (least, most) in section.ranges.items():
            cases += [(name, column, bad) for bad in (least - 1, most + 1)]
        cases += [(name, column, bad) for column in section.positive for bad in (0, -1)]
    return cases


def test_whole_book_has_rows_everywhere(book: Path) -> None:
    """The book under attack opens, prices, and has a row in every section."""
    tables = open_book(book).tables
    assert [name for name, table in tables.items() if len(table) < 2] == []
    assert len(Engine.open(book).quote(order()).options) == 3


def test_declared_bounds_hold(book: Path) -> None:
    """A reference, name, span, range or divisor out of its bounds is refused in every section."""
    opened, cases = open_book(book), declared()
    assert len(cases) > 300
    for section, column, bad in cases:
        spoiled = np.array(opened.tables[section])
        spoiled[-1][column] = bad
        with pytest.raises(BookCorrupt, match=section):
            SCHEMA.check({**opened.tables, section: spoiled}, opened.ids)
    SCHEMA.check(opened.tables, opened.ids)


def test_one_past_the_end_is_refused(copy: Path) -> None:
    """A row number equal to the length of its table is already outside."""
    tables = open_book(copy).tables
    count = 0
    for name, section in SCHEMA.sections.items():
        for column, target in section.rows.items():
            file = copy / f"{name}.npy"
            good = file.read_bytes()
            put_cell(copy, name, len(tables[name]) - 1, column, len(tables[target]))
            with pytest.raises(BookCorrupt, match=column):
                open_book(copy)
            file.write_bytes(good)
            count += 1
    assert count > 10


@pytest.mark.parametrize("section", ["arrival", "entry", "export"])
@pytest.mark.parametrize("n", [-1, 10**6, 2**63 - 1])
def test_laws_stay_inside_their_masses(copy: Path, section: str, n: int) -> None:
    """A law that runs past the last mass is refused, also where the sum would wrap."""
    put_cell(copy, section, 5, "n", n)
    with pytest.raises(BookCorrupt, match=section):
        open_book(copy)


@pytest.mark.parametrize("column", ["arrival_lo", "entry_lo", "export_lo"])
def test_routes_stay_inside_their_laws(copy: Path, column: str) -> None:
    """Every departure of a route has its law: a run that ends outside is refused."""
    table = np.load(copy / f"{column[:-3]}.npy")
    put_cell(copy, "route", 1, column, len(table) - 1)
    with pytest.raises(BookCorrupt, match="route"):
        open_book(copy)


@pytest.mark.parametrize(("section", "column"), SLOT_FIELDS)
def test_slots_stay_inside_their_vectors(copy: Path, section: str, column: str) -> None:
    """A slot beyond those of the stacks is refused, whatever names it."""
    count = int(np.load(copy / "stack.npy")["slot_count"].max())
    put_cell(copy, section, 1, column, count)
    with pytest.raises(BookCorrupt, match="slot"):
        open_book(copy)


def test_bytes_of_every_file_are_watched(book: Path, tmp_path: Path) -> None:
    """A byte flipped anywhere in any file of a whole book is found (a sample of each file)."""
    spoiled, rng = copy_of(book, tmp_path / "copy.book"), random.Random(1)
    files = sorted(spoiled.iterdir())
    assert len(files) == len(SCHEMA.sections) + 2
    for file in files:
        good = file.read_bytes()
        places = range(len(good)) if len(good) < 30 else rng.sample(range(len(good)), 30)
        for place in places:
            bad = bytearray(good)
            bad[place] ^= 1 << rng.randrange(8)
            file.write_bytes(bad)
            with pytest.raises(BookError):
                Engine.open(spoiled)
        file.write_bytes(good)
    assert Engine.open(spoiled).book_hash == open_book(book).book_hash


@pytest.mark.soak
def test_every_byte_of_every_file_is_watched(book: Path, tmp_path: Path) -> None:
    """No byte of a whole book can be changed unseen."""
    spoiled = copy_of(book, tmp_path / "copy.book")
    for file in sorted(spoiled.iterdir()):
        good = file.read_bytes()
        for place in range(len(good)):
            bad = bytearray(good)
            bad[place] ^= 0x01
            file.write_bytes(bad)
            with pytest.raises(BookError):
                open_book(spoiled)
        file.write_bytes(good)


def test_sections_of_two_books_do_not_mix(book: Path, tmp_path: Path) -> None:
    """Each section of another valid book is refused, whichever it is."""
    other = tiny_book(tmp_path, cheaper)
    spoiled = copy_of(book, tmp_path / "copy.book")
    differing = 0
    for file in sorted(spoiled.iterdir()):
        good, foreign = file.read_bytes(), (other / file.name).read_bytes()
        if foreign != good:
            differing += 1
            file.write_bytes(foreign)
            with pytest.raises(BookError):
                open_book(spoiled)
            file.write_bytes(good)
    assert differing > 5


def cheaper(tables: Tables) -> None:
    """Make a book that differs in many sections."""
    every_section(tables)
    tables["rate.csv"][0]["base"] = "1"
    tables["index.csv"][0]["value"] = "9%"
    tables["guarantee.csv"][0]["rate"] = "2%"
    tables["lane.csv"][0]["transit_max_days"] = "25"
    tables[f"{LAW}/measure.csv"][0]["rate"] = "11%"


def test_schema_of_another_version(book: Path, tmp_path: Path) -> None:
    """A book written with other fields is of another version."""
    ctx, tables = compile_tables(book.parent / "source")
    grown = np.zeros(len(tables["index"]), [*tables["index"].dtype.descr, ("more", np.int64)])
    with pytest.raises(BookVersion, match="index"):
        write_book(tmp_path / "x.book", tables | {"index": grown}, ctx.ids, "x", [], SCHEMA)
    del tables["index"]
    with pytest.raises(BookVersion, match="index"):
        write_book(tmp_path / "x.book", tables, ctx.ids, "x", [], SCHEMA)
    assert not (tmp_path / "x.book").exists()


def test_renamed_book_is_the_same(copy: Path) -> None:
    """The folder's name is no part of a book."""
    before = open_book(copy).book_hash
    assert open_book(copy.rename(copy.with_name("renamed"))).book_hash == before
    assert (copy.with_name("renamed") / MANIFEST).is_file()
