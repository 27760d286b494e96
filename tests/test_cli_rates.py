"""The commands on workbooks of rates: what they print, what they write, how they leave."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import Result
from rate_books import EXAMPLES, NAMES, example, maker, written
from typer.testing import CliRunner

from oneprice import cli
from oneprice.carriers.workbooks.flat import read_source, table_text
from oneprice.carriers.workbooks.layouts.layout import Layout, Offer, Part, ReadAs, Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "rate-cards.md").read_text(encoding="utf-8")
BOOK = ROOT / "examples" / "book"
PLOVER = EXAMPLES / "plover.yaml"


def run(*words: object, columns: int = 100) -> Result:
    """Run the command line in a terminal of some width."""
    env = {"COLUMNS": str(columns), "TERM": "dumb"}
    return CliRunner().invoke(cli.app, [str(word) for word in words], env=env)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Return a copy of the example book's source."""
    return Path(shutil.copytree(BOOK, tmp_path / "book"))


def test_dry_run_writes_nothing(book: Path) -> None:
    """Without --write the report, the changes and prices are printed and no file changes."""
    before = {path.name: path.read_bytes() for path in book.glob("*.csv")}
    done = run("import", "rates", example("plover"), "--layout", PLOVER, "--book", book)
    assert done.exit_code == 0, done.output
    for words in ("6 lanes, 8 rates", "price_falls", "lane: 6 new", "0.1 kg: 31.80", "dry run"):
        assert words in done.stdout or words == "price_falls"
    assert {path.name: path.read_bytes() for path in book.glob("*.csv")} == before
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_write_takes_into_the_book(book: Path) -> None:
    """With --write the lanes stand in the book; a second import changes nothing."""
    words = ("import", "rates", example("plover"), "--layout", PLOVER, "--book", book)
    done = run(*words, "--write")
    assert done.exit_code == 0, done.output
    tables = read_source(book)
    assert len(tables["lane"]) == len(read_source(BOOK)["lane"]) + 6
    first = {name: table_text(name, rows) for name, rows in tables.items()}
    again = run(*words, "--write")
    assert "lane: 0 new, 0 gone, 0 changed, 6 same" in " ".join(again.stdout.split())
    assert {n: table_text(n, rows) for n, rows in read_source(book).items()} == first


def test_changes_have_percents(book: Path, tmp_path: Path) -> None:
    """A new edition of the workbook shows each price that rose, with old, new and percent."""
    words = ("--layout", PLOVER, "--book", book)
    assert run("import", "rates", example("plover"), *words, "--write").exit_code == 0
    text = (EXAMPLES / "plover.sheets").read_text(encoding="utf-8").replace("| 98 |", "| 107.8 |")
    done = run("import", "rates", written(tmp_path, text), *words, "--json")
    changes = json.loads(done.stdout)["changes"]["changes"]
    (rise,) = [change for change in changes if change["what"] == "changed"]
    assert (rise["column"], rise["old"], rise["new"]) == ("rate", "98", "107.8")
    assert rise["percent"] == "+10.0 %"


def test_prices_from_a_day_keep_the_old_ones(book: Path, tmp_path: Path) -> None:
    """With --from the prices of the book hold until the day, and both compile in one book."""
    words = ("--layout", PLOVER, "--book", book, "--write")
    assert run("import", "rates", example("plover"), *words).exit_code == 0
    text = (EXAMPLES / "plover.sheets").read_text(encoding="utf-8").replace("| 98 |", "| 107.8 |")
    path = written(tmp_path, text.replace("2026-05-01", "2026-07-01"))
    hole = run("import", "rates", path, *words[:-1])
    assert "--from 2026-07-01" in " ".join(hole.stdout.split())
    done = run("import", "rates", path, *words, "--from", "2026-07-01")
    assert done.exit_code == 0, done.output
    assert "rate: 0 new, 0 gone, 1 changed, 7 same" in " ".join(done.stdout.split())
    first = [row for row in read_source(book)["rate"] if row["lane_id"] == "PLV-US"]
    found = [(r["rate"], r["valid_from"], r["valid_to"]) for r in first if r["lo"] == "0"]
    assert found == [("98", "2026-05-01", "2026-07-01"), ("107.8", "2026-07-01", "")]


def test_alike_findings_are_folded(tmp_path: Path) -> None:
    """Ninety falls of price are one row; with --all each is told."""
    rows = "\n".join(f"{n} | 0-1 | 10\n^ | 1-2 | 6" for n in ("美国", "德国", "英国", "法国"))
    path = written(tmp_path, f"[普货专线]\n生效日期:2026-05-01\n国家 | 重量段 | 运费\n{rows}")
    words = ("import", "rates", path, "--layout", "@")
    layout = tmp_path / "l.yaml"
    text = PLOVER.read_text(encoding="utf-8").split("  - sheets: 附加费")[0]
    layout.write_text(text.replace("words: {US: LAX, DE: FRA}", "words: {}, otherwise: LAX")
                      .replace('words: {US: "2", DE: "1"}', 'words: {}, otherwise: "1"')
                      .replace('words: {US: "5", DE: "3"}', 'words: {}, otherwise: "3"'),
                      encoding="utf-8")  # fmt: skip
    done = run(*words[:-1], layout)
    assert done.exit_code == 0, done.output
    assert done.stdout.count("the price falls") == 1
    assert "3 alike" in " ".join(done.stdout.split())
    assert run(*words[:-1], layout, "--all").stdout.count("the price falls") == 4


def test_a_folder_of_its_own(tmp_path: Path) -> None:
    """With -o the tables stand alone, and a later import leaves no table of an earlier one."""
    folder = tmp_path / "out"
    words = ("-o", folder, "--write")
    assert run("import", "rates", example("fees"), "--layout", EXAMPLES / "fees.yaml", *words)
    assert (folder / "index.csv").exists()
    done = run("import", "rates", example("values"), "--layout", EXAMPLES / "values.yaml", *words)
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in folder.iterdir()) == ["lane.csv", "rate.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_each_form_comes_back_through_the_command(name: str, tmp_path: Path) -> None:
    """Every example is imported, exported and imported again unchanged."""
    first, second = tmp_path / "first", tmp_path / "second"
    layout = EXAMPLES / f"{name}.yaml"
    done = run("import", "rates", example(name), "--layout", layout, "-o", first, "--write")
    assert done.exit_code == 0, done.output
    assert run("export", "rates", first, "-o", tmp_path / "flat.xlsx").exit_code == 0
    words = ("--layout", "flat", "-o", second, "--write")
    done = run("import", "rates", tmp_path / "flat.xlsx", *words)
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in first.iterdir())
    assert sorted(path.name for path in second.iterdir()) == names
    assert all((first / n).read_bytes() == (second / n).read_bytes() for n in names)


def test_errors_leave_with_two_and_write_nothing(tmp_path: Path) -> None:
    """A broken workbook is a report with sheet and cell, exit code 2, and no file."""
    text = (EXAMPLES / "plover.sheets").read_text(encoding="utf-8").replace("| 98 |", "| 9,8 |")
    words = ("--layout", PLOVER, "-o", tmp_path / "out", "--write")
    done = run("import", "rates", written(tmp_path, text), *words)
    assert done.exit_code == cli.EXIT_UNUSABLE
    assert "E4" in done.stdout
    assert "nothing is written" in done.stdout
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["none.xlsx", "--layout", PLOVER], "FILE"),
        ([PLOVER, "--layout", "none.yaml"], "none.yaml"),
        ([PLOVER, "--layout", PLOVER, "--write"], "--write"),
        ([PLOVER, "--layout", PLOVER, "--book", "nowhere"], "--book"),
        ([PLOVER, "--layout", PLOVER, "-o", BOOK], "-o"),
        ([PLOVER, "--layout", PLOVER, "-o", PLOVER / "x"], "-o"),
        ([PLOVER, "--layout", PLOVER, "--from", "2026-7-1"], "--from"),
    ],
)
def test_options_that_cannot_be_used(words: list[object], named: str) -> None:
    """Each mistake on the command line is one message that names it."""
    done = run("import", "rates", *words)
    assert done.exit_code == cli.EXIT_UNUSABLE
    assert named in done.stderr


def test_export_of_some_lanes_and_its_mistakes(tmp_path: Path) -> None:
    """Chosen lanes are written; unknown lanes, folders and endings are refused."""
    done = run("export", "rates", BOOK, "--lane", "AP-US-S", "-o", tmp_path / "one.xlsx")
    assert done.exit_code == 0, done.output
    assert "1 lanes, 7 rates" in done.stdout
    for words in (
        (BOOK, "--lane", "NOPE", "-o", tmp_path / "x.xlsx"),
        (tmp_path, "-o", tmp_path / "x.xlsx"),
        (BOOK, "-o", tmp_path / "x.ods"),
        (BOOK, "-o", BOOK),
    ):
        assert run("export", "rates", *words).exit_code == cli.EXIT_UNUSABLE
    assert not (tmp_path / "x.xlsx").exists()


# --- the page -------------------------------------------------------------------------


def commands() -> list[str]:
    """Return the commands of the page, in order."""
    blocks = re.findall(r"^```console\n(.*?)^```", PAGE, re.S | re.M)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_the_walk_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command of the page does what it says, from the workbook to a quote with its lane."""
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    shown = ""
    for command in commands():
        program, *words = shlex.split(command)
        if program == "python":
            monkeypatch.setattr("sys.argv", words)
            maker().main()
        elif program == "cp":
            shutil.copytree(words[1], words[2])
        else:
            assert program == "oneprice"
            done = run(*words)
            assert done.exit_code == 0, done.output
            shown += done.stdout
    lines = {line.rstrip() for line in shown.splitlines()}
    (prices,) = re.findall(r"^```text\n(.*?)^```", PAGE, re.S | re.M)
    assert [line for line in prices.splitlines() if line.rstrip() not in lines] == []
    assert "PLV-US" in shown.split("with-plover.book", 1)[1]


def test_the_page_names_every_key_and_option() -> None:
    """Each key of a layout and each option of the import stands on the page."""
    models = (Layout, Part, Offer, Settings, ReadAs)
    keys = {name for model in models for name in model.model_fields}
    assert {key for key in keys if f"`{key}`" not in PAGE} == {"layout"}
    assert "`layout: 1`" in PAGE
    for option in ("--layout", "--book", "-o", "--from", "--write", "--dry-run", "--all", "--json"):
        assert f"`{option}" in PAGE
