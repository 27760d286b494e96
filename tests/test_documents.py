"""What the documents say about the code is true of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from oneprice.carriers import tables as carriers
from oneprice.carriers.areas import POSTCODE_COLUMNS
from oneprice.core import ground
from oneprice.core.refusal import CODES
from oneprice.routing.network import transfers
from oneprice.tariffs.readers import measures, regimes, stacks

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
ROOMS = ("oneprice", "carriers", "tariffs", "routing", "solver", "scenarios", "tests", "benchmarks")
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "README.md", *DOCS.rglob("*.md"))
)
TABLES = {
    "node": (ground.NODE_COLUMNS, ground.NODE_REQUIRED),
    "postcode": (POSTCODE_COLUMNS, POSTCODE_COLUMNS),
    "lane": (carriers.LANE_COLUMNS, carriers.LANE_REQUIRED),
    "rate": (carriers.RATE_COLUMNS, carriers.RATE_REQUIRED),
    "zone": (carriers.ZONE_COLUMNS, carriers.ZONE_REQUIRED),
    "surcharge": (carriers.SURCHARGE_COLUMNS, carriers.SURCHARGE_REQUIRED),
    "index": (carriers.INDEX_COLUMNS, carriers.INDEX_REQUIRED),
    "transfer": (transfers.TRANSFER_COLUMNS, transfers.TRANSFER_REQUIRED),
    "cargo_rule": (carriers.CARGO_RULE_COLUMNS, carriers.CARGO_RULE_REQUIRED),
    "measure": (measures.COLUMNS, measures.REQUIRED),
    "regime": (regimes.COLUMNS, regimes.REQUIRED),
    "stack": (stacks.COLUMNS, stacks.REQUIRED),
}


def text(page: str) -> str:
    """Return a page of the repository."""
    return (ROOT / page).read_text(encoding="utf-8")


def test_every_rule_cited_exists() -> None:
    """Each C-nn that code, tests or documents cite is a rule of the conventions."""
    rules = set(re.findall(r"\*\*(C-\d+)", text("docs/conventions.md")))
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    files += [ROOT / page for page in PAGES]
    cited = {
        (number, path.relative_to(ROOT).as_posix())
        for path in files
        for number in re.findall(r"\bC-\d\d\b", path.read_text(encoding="utf-8"))
    }
    assert len(rules) > 50
    assert {(number, path) for number, path in cited if number not in rules} == set()


def test_rules_are_numbered_without_gaps() -> None:
    """The conventions count from C-01 on, each number once, wherever a rule stands."""
    numbers = [int(n) for n in re.findall(r"^- \*\*C-(\d+)", text("docs/conventions.md"), re.M)]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Each relative link of a page names a file or folder of the repository."""
    links = re.findall(r"\]\(([^)#\s]+)\)", text(page))
    inside = [link for link in links if "://" not in link]
    missing = [link for link in inside if not ((ROOT / page).parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("page", PAGES)
def test_paths_named_exist(page: str) -> None:
    """Each file that a page names by its path in the repository exists."""
    rooms = "|".join((*ROOMS, "docs", "examples"))
    named = re.findall(rf"(?<![\w/.-])((?:{rooms})/[\w/.-]*\w\.(?:py|csv|md|json))\b", text(page))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_refusal_is_explained() -> None:
    """The page of refusals has one row for each code, and none for another."""
    rows = re.findall(r"^\| `([A-Z_]+)` \|", text("docs/refusals.md"), re.M)
    assert sorted(rows) == sorted(set(CODES) - {"OK"})


@pytest.mark.parametrize("name", TABLES)
def test_columns_are_documented(name: str) -> None:
    """Each column of a table stands in its paragraph or row, required ones with a star."""
    columns, required = TABLES[name]
    page = text("docs/tables.md")
    found = re.search(rf"^`{name}\.csv`.*?(?=\n\n)|^\| `{name}\.csv` \|.*?$", page, re.S | re.M)
    assert found is not None
    words = set(re.findall(r"[a-z_0-9]+", found[0]))
    starred = set(re.findall(r"\b([a-z_0-9]+)\*", found[0]))
    assert set(columns) <= words
    assert starred & {*columns, "source"} == set(required)


def test_example_row_of_the_tour_is_real() -> None:
    """The rule id that the tour follows is the row of the EUR 3 duty."""
    lines = text("tariffs/law/EU/stack.csv").splitlines()
    (cited,) = re.findall(r"law/EU/stack\.csv:(\d+)", text("docs/concepts.md"))
    assert lines[int(cited) - 1].startswith("eu_ioss|eu_low_value,12,duty_low_value,duty,import")
