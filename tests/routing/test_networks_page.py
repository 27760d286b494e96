"""The network of docs/networks.md: written as it stands there, it holds what the page says."""

import csv
import io
import re
from pathlib import Path

from example_book import NAMES, book_path, order_path, quote
from parallel_lanes import compiled_ways, rate
from tiny_book import Tables, tiny_tables, write_tiny
from typer.testing import CliRunner

from oneprice import cli

PAGE = (Path(__file__).parents[2] / "docs" / "networks.md").read_text(encoding="utf-8")


def page_tables() -> Tables:
    """Return the tiny source with the tables of the page; every lane has the same rate."""
    tables = tiny_tables()
    for name, body in re.findall(r"^`([\w.]+)`\n```csv\n(.*?)^```", PAGE, re.S | re.M):
        tables[name] = list(csv.DictReader(io.StringIO(body)))
    tables["rate.csv"] = [rate(row["lane_id"]) for row in tables["lane.csv"]]
    return tables


def shown() -> list[list[str]]:
    """Return the lines of the blocks of plain text."""
    return [body.splitlines() for body in re.findall(r"^```text\n(.*?)^```", PAGE, re.S | re.M)]


def test_routes_and_notes_are_those_shown(tmp_path: Path) -> None:
    """The page lists every route, and every note about chains and pruning."""
    routes, notes, _ = shown()
    ways, never = compiled_ways(tmp_path, page_tables())
    assert [" ".join(way) for way in ways] == routes
    assert [note for note in notes if "never" in note] == never


def test_build_tells_what_the_page_says(tmp_path: Path) -> None:
    """`oneprice build` has one line on pruning, and with --notes the others."""

    def replace(into: Tables) -> None:
        into.clear()
        into.update(page_tables())

    folder = write_tiny(tmp_path / "source", replace)
    words = ["build", str(folder), "-o", str(tmp_path / "a.book"), "--notes"]
    done = CliRunner().invoke(cli.app, words, env={"COLUMNS": "120", "TERM": "dumb"})
    _, notes, _ = shown()
    assert all(note in done.output for note in notes)
    assert "pruned" in done.output


def test_example_takes_the_gateways_that_the_page_names() -> None:
    """Cartons to Germany go by sea, over Budapest and over Liège."""
    assert "de-boxes-air" in NAMES
    last = [option.consignments[0].route[2:4] for option in quote("de-boxes-air").options]
    assert last == [("SP-DE-S", "SP-DE-S-C"), ("CA-BUD-S", "CL-BUD"), ("CA-LGG-S", "CL-LGG")]


def test_front_is_the_one_shown() -> None:
    """The page shows what `oneprice options` prints of the cartons, line by line."""
    words = ["options", str(book_path()), str(order_path("de-boxes-air"))]
    done = CliRunner().invoke(cli.app, words, env={"COLUMNS": "100", "TERM": "dumb"})
    printed = [line.rstrip() for line in done.stdout.splitlines()]
    *_, front = shown()
    start = printed.index(front[0])
    assert [line for line in printed[start:] if line] == [line for line in front if line]
