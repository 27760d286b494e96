"""Tariff lines by words and digits: the nearest to a code, and those a search finds (C-52)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tariff_cases import write_table
from tiny_book import LAW, Tables, measure, only, tiny_engine

from oneprice.core.book import Book
from oneprice.core.errors import InputError
from oneprice.routing import hs_words
from oneprice.routing.engine import Engine
from oneprice.routing.hs_words import HsLine, find_lines, gathered, nearest, words_of
from oneprice.tariffs.law_book import compile_law

EXPORT = "data/tariffs/us_hts_exports/hts_2026_rev_10.json.gz"
GOODS = {
    "620441": "dresses, wool",
    "62044210": "dresses, cotton: hand-loomed",
    "62044220": "dresses, cotton: other",
    "8507": "batteries, other than lithium-ion",
    "850760": "lithium-ion batteries",
    "9405": "",
}


def worded(tables: Tables) -> None:
    """Give every line but one its words."""
    only(tables, "AIR")
    rows = [measure(code, "5%") | {"goods": goods} for code, goods in GOODS.items()]
    tables[f"{LAW}/measure.csv"] = rows


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Return an engine of a small tariff with words."""
    return tiny_engine(tmp_path_factory.mktemp("words"), worded)


@pytest.fixture(scope="module")
def us(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Book:
    """Return the whole schedule of the United States as a book of law only."""
    folder = tmp_path_factory.mktemp("us")
    (folder / "hts.json.gz").write_bytes((shared_dir / EXPORT).read_bytes())
    row = {"area": "US", "format": "us_hts_json", "path": "hts.json.gz", "source": "HTS 2026"}
    write_table(folder / "tariff_file.csv", [row])
    law = compile_law(folder, ["US"])
    return Book(law.tables, law.ids, "", "us")


def codes(found: tuple[HsLine, ...]) -> list[str]:
    """Return the tariff lines found."""
    return [each.tariff_line for each in found]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("T-SHIRTS", {"tshirt", "shirt"}),
        ("t shirt", {"tshirt", "shirt"}),
        ("Watches and batteries of glass", {"watch", "battery", "glass"}),
        ("women's dresses", {"woman", "dress"}),
        ("women\u2019s gas bus", {"woman", "gas", "bus"}),
        ("of the other", set()),
        ("\u0160aty, caf\u00e9", {"\u0161aty", "caf\u00e9"}),
    ],
)
def test_words(text: str, words: set[str]) -> None:
    """Case, plurals, genitives and hyphens make no difference, silent words are left out."""
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("dress", ["6204.42.20", "6204.41", "6204.42.10"]),
        ("cotton dresses", ["6204.42.20", "6204.42.10", "6204.41"]),
        ("Lithium-Ion battery", ["8507.60", "8507"]),  # what goods are not does not name them
        ("wool", ["6204.41"]),
        ("velvet", []),
    ],
)
def test_search(tiny: Engine, asked: str, found: list[str]) -> None:
    """Lines with most of the words come first, then those with least beside them, then codes."""
    assert codes(tiny.find_hs("XX", asked)) == found


def test_search_is_cut_to_its_limit(tiny: Engine) -> None:
    """No more lines come back than asked for, and they carry their words."""
    assert tiny.find_hs("XX", "dress", limit=1) == (HsLine("6204.42.20", "dresses, cotton: other"),)


@pytest.mark.parametrize(
    ("asked", "where"),
    [(("YY", "dress", 5), "country"), (("XX", "of the", 5), "words"), (("XX", "", 5), "words")]
    + [(("XX", "dress", limit), "limit") for limit in (0, 101)],
)
def test_search_that_cannot_be_made(tiny: Engine, asked: tuple[str, str, int], where: str) -> None:
    """A country without law, no words and a limit out of range are named."""
    with pytest.raises(InputError) as caught:
        tiny.find_hs(*asked)
    assert caught.value.where == where


@pytest.mark.parametrize(
    ("code", "description", "near"),
    [
        ("620443", "", ["6204.42.20", "6204.42.10", "6204.41"]),
        ("620443", "hand-loomed", ["6204.42.10", "6204.42.20", "6204.41"]),
        ("620443", "wool", ["6204.41", "6204.42.20", "6204.42.10"]),
        ("620443", "lithium-ion battery", ["6204.42.20", "6204.42.10", "6204.41"]),  # digits first
        ("860000", "", ["8507", "8507.60", "9405"]),
        ("010121", "lithium battery", ["8507.60", "8507", "6204.41"]),
    ],
)
def test_nearest(tiny: Engine, code: str, description: str, near: list[str]) -> None:
    """Leading digits count first, then words, then the nearer number."""
    found = nearest(tiny.book, "XX", code, description)
    assert [each.line.tariff_line for each in found] == near
    table, ids = tiny.book.tables["commodity"], tiny.book.ids
    assert [ids.name("commodity", table[each.row]["name"]) for each in found] == near


def test_nowhere_is_near_without_law(tiny: Engine) -> None:
    """A country without law has no tariff lines."""
    assert nearest(tiny.book, "YY", "620442") == []


def test_words_of_a_line_are_short_in_a_reason() -> None:
    """A line is told with its words, long ones cut, and alone where it has none."""
    assert str(HsLine("9405", "")) == "9405"
    long = str(HsLine("6109.10", "t-shirts, " * 15 + ": of cotton"))
    assert long.endswith(": of cotton)")
    assert len(long) <= len("6109.10 ()") + hs_words.IN_A_REASON


def test_words_are_gathered_once_and_only_when_asked(tmp_path: Path) -> None:
    """Without a description nothing is gathered; a second search uses what the first gathered."""
    book = tiny_engine(tmp_path, worded).book
    nearest(book, "XX", "620443")
    assert book.ids not in hs_words._GATHERED
    assert gathered(book, 1) is gathered(book, 1)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("cotton t-shirt", "6109.10"),
        ("smartphone", "8517.13"),
        ("lithium-ion battery", "8507.60"),
        ("porcelain mug", "6911.10.45"),
        ("wool sweater", "6110.11"),
        ("bicycles", "8712.00.48"),
        ("handbag, leather", "4202.21.60"),
    ],
)
def test_search_of_the_united_states(us: Book, asked: str, found: str) -> None:
    """Everyday words find the line of the whole schedule."""
    assert codes(find_lines(us, "US", asked, 1)) == [found]


def test_near_a_code_of_the_united_states(us: Book) -> None:
    """A code that does not exist is told the line of its heading with the described goods."""
    near = nearest(us, "US", "851799", "smartphone")[0].line
    assert near.tariff_line == "8517.13"
    assert near.goods.startswith("Telephone sets, including smartphones")
    assert near.goods.endswith(": Smartphones")


def test_words_of_the_united_states_are_plain(us: Book) -> None:
    """Every line of the file has words of at most 200 characters that can all be seen."""
    goods = us.ids.as_lists()["goods"][1:]
    assert max(map(len, goods)) <= 200
    assert all(text.isprintable() and "<" not in text for text in goods)
    silent = us.tables["commodity"][1:][us.tables["commodity"]["goods"][1:] == 0]
    names = {us.ids.name("commodity", row["name"]).replace(".", "") for row in silent}
    assert {len(name) for name in names} == {7}  # of the shipped preferences, between two lines
