"""The commands on official tariff files: what they print, and with which code they leave."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from click.testing import Result
from schedule_files import EXPORTS, TREE, changed, export_path, write_export
from tariff_cases import write_table
from typer.testing import CliRunner

from oneprice import cli

NEWER = changed(TREE, h6109_10_00={"general": "15%", "special": "Free (KR)"})
LISTS = "data/tariffs/us_scope_s301_hts8.csv.gz"


def run(*words: object, columns: int = 100) -> Result:
    """Run the command line in a terminal of some width."""
    env = {"COLUMNS": str(columns), "TERM": "dumb"}
    return CliRunner().invoke(cli.app, [str(word) for word in words], env=env)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Return a source folder under the law of the United States."""
    folder = tmp_path / "sources"
    settings = [{"key": "name", "value": "made up"}, {"key": "law", "value": "US"}]
    write_table(folder / "book.csv", settings)
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Return an earlier export."""
    return write_export(tmp_path / "old.json", TREE)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    """Return a later export."""
    return write_export(tmp_path / "new.json", NEWER)


def test_import_reports_and_takes_in(sources: Path, old: Path, new: Path) -> None:
    """An import says what it did; a dry run says what it would do and does nothing."""
    done = run("import", "us-hts", old, "--into", sources, "--from", "2026-01-01")
    assert done.exit_code == 0, done.output
    assert "old.json taken in as files/us_2026-01-01_" in done.stdout
    assert "all of it is new" in done.stdout
    words = ("import", "us-hts", new, "--into", sources, "--from", "2026-06-08")
    dry = run(*words, "--dry-run")
    assert dry.exit_code == 0
    assert "would be taken in" in dry.stdout
    assert "16.5%" in dry.stdout
    assert len(list((sources / "files").iterdir())) == 1
    assert run(*words).exit_code == 0
    assert len(list((sources / "files").iterdir())) == 2


def test_import_flat(sources: Path, tmp_path: Path) -> None:
    """A flat file is taken in with its columns; what is no code must be allowed by name."""
    file = tmp_path / "own.csv"
    file.write_text("code,rate\n0101,5%\nView TCOs,Free\n", encoding="utf-8")
    words = ["import", "flat", file, "--into", sources, "--from", "2026-01-01", "--area", "US"]
    words += ["--code-column", "code", "--rate-column", "rate", "--dialect", "eu"]
    refused = run(*words)
    assert refused.exit_code == cli.EXIT_UNUSABLE
    assert "skip odd_code" in refused.stderr
    done = run(*words, "--skip", "odd_code")
    assert done.exit_code == 0, done.output
    assert "left out: 1 odd_code" in " ".join(done.stdout.split())
    assert "odd_code" in (sources / "tariff_file.csv").read_text(encoding="utf-8")


def test_import_as_json(sources: Path, old: Path) -> None:
    """As JSON an import gives the row, what it ends and the whole difference."""
    words = ("import", "us-hts", old, "--into", sources, "--from", "2026-01-01", "--json")
    document = json.loads(run(*words, "--dry-run").stdout)
    assert (document["done"], document["ends"]) == (False, None)
    assert document["row"]["valid_from"] == "2026-01-01"
    assert document["counts"]["lines added"] == len(document["added"]) == 9


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--from", "soon"), "give a date as YYYY-MM-DD"),
        (("--from", "2026-01-01", "--area", "JP"), "give an area of the folder's law: US"),
    ],
)
def test_import_refuses_with_a_remedy(
    sources: Path, old: Path, words: tuple[str, ...], message: str
) -> None:
    """A bad option leaves with the code of unusable input and one line that says what to do."""
    done = run("import", "us-hts", old, "--into", sources, *words)
    assert done.exit_code == cli.EXIT_UNUSABLE
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("columns", [80, 100])
def test_diff_prints_what_changed(old: Path, new: Path, columns: int) -> None:
    """Counts, changed rates and programmes are printed, within the width of the terminal."""
    done = run("diff-tariff", old, new, columns=columns)
    assert done.exit_code == 0, done.output
    assert "rates changed (1)" in done.stdout
    for words in ("6109.10.00", "16.5%", "15%", "KR", "opened", "Free"):
        assert words in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_diff_lists_wording_only_when_asked(old: Path, tmp_path: Path) -> None:
    """Wording is counted; its texts are printed with --all."""
    spaced = changed(TREE, h6109_90_20={"general": "2¢ /kg"})
    other = write_export(tmp_path / "spaced.json", spaced)
    plain, everything = run("diff-tariff", old, other), run("diff-tariff", old, other, "--all")
    assert ["wording", "only", "1"] in [line.split() for line in plain.stdout.splitlines()]
    assert "2¢ /kg" not in plain.stdout
    assert "2¢ /kg" in everything.stdout


def test_diff_as_json_and_of_flat_files(tmp_path: Path) -> None:
    """Two flat files are compared once their columns are named."""
    for name, rate in (("a.csv", "5%"), ("b.csv", "6%")):
        (tmp_path / name).write_text(f"code,rate\n0101,{rate}\n", encoding="utf-8")
    words = ("diff-tariff", tmp_path / "a.csv", tmp_path / "b.csv", "--json")
    done = run(*words, "--code-column", "code", "--rate-column", "rate")
    assert json.loads(done.stdout)["rates"] == [
        {"code": "0101", "column": "general", "old": "5%", "new": "6%"}
    ]
    refused = run(*words, "--code-column", "code")
    assert refused.exit_code == cli.EXIT_UNUSABLE
    assert "rate_column" in refused.stderr


def test_diff_refuses_what_is_no_schedule(old: Path, tmp_path: Path) -> None:
    """A file that cannot be read is one line on stderr."""
    done = run("diff-tariff", old, tmp_path / "none.json")
    assert done.exit_code == cli.EXIT_UNUSABLE
    assert "none.json" in done.stderr


def test_reconcile_prints_each_list(shared_dir: Path) -> None:
    """The report on Section 301 names the lists, the total and the footnote no list holds."""
    done = run("reconcile-301", export_path(shared_dir, "2026_rev_10"), shared_dir / LISTS)
    assert done.exit_code == 0, done.output
    for words in ("10,413", "8507.60.00 names 9903.88.15", "915", "260"):
        assert words in done.stdout


def test_reconcile_lists_rows_when_asked(old: Path, tmp_path: Path) -> None:
    """With --all each row that differs is printed, and as JSON it is data."""
    lists = tmp_path / "lists.csv"
    lists.write_text("hts8,list,ch99_code\n61091000,3,9903.88.03\n01010000,1,9903.88.01\n")
    done = run("reconcile-301", old, lists, "--all")
    assert "6109.10.00 list 3, 9903.88.03" in done.stdout
    document = json.loads(run("reconcile-301", old, lists, "--json").stdout)
    assert [row["hts8"] for row in document["gone"]] == ["01010000"]
    assert document["agreed"] == 0


# --- the page on importing ------------------------------------------------------------

PAGE = (Path(__file__).parents[1] / "docs" / "importing.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(shared_dir: Path, tmp_path: Path, sources: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the published exports and a source folder that holds one of them."""
    for name in EXPORTS:
        path = export_path(shared_dir, name)
        (tmp_path / path.name).symlink_to(path)
    monkeypatch.chdir(tmp_path)
    words = ("--into", "sources", "--from", "2026-01-01")
    assert run("import", "us-hts", "hts_2026_basic.json.gz", *words).exit_code == 0
    return tmp_path


def test_page_shows_what_is_printed(desk: Path) -> None:
    """Each block of the page on importing is what its command prints."""
    blocks = re.findall(r"^```text\n\$ oneprice (.*?)\n(.*?)^```", PAGE, re.S | re.M)
    assert len(blocks) == 2
    for command, shown in blocks:
        done = run(*command.split())
        assert done.exit_code == 0, done.output
        assert "\n".join(line.rstrip() for line in done.stdout.splitlines()).startswith(shown)


def test_page_names_every_option() -> None:
    """The table of options holds those of a flat import."""
    command = typer.main.get_command(cli.app).commands["import"].commands["flat"]  # type: ignore[attr-defined]  # typer's commands are untyped here
    options = {name for each in command.params for name in each.opts if name.startswith("--")}
    general = {"--into", "--from", "--area", "--source", "--dry-run", "--all", "--json"}
    assert {name for name in options - general if f"`{name}`" not in PAGE} == set()
