"""The command that runs case files: its table, its JSON and its exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from case_texts import PLAIN, changed
from click.testing import Result
from typer.testing import CliRunner

from oneprice import cli

ROOT = Path(__file__).parents[1]
FAILED, BAD = 1, cli.EXIT_UNUSABLE


def run(*words: object, columns: int = 120) -> Result:
    """Run the command in a terminal of some width."""
    env = {"COLUMNS": str(columns), "TERM": "dumb"}
    return CliRunner().invoke(cli.app, ["cases", *map(str, words)], env=env)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """Return a file with one case that holds."""
    path = tmp_path / "good.yaml"
    path.write_text(PLAIN, encoding="utf-8")
    return path


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """Return a file with one case that fails."""
    path = tmp_path / "wrong.yaml"
    path.write_text(changed(("T-1", "T-2"), ("33.60", "33.61")), encoding="utf-8")
    return path


def test_table_shows_case_line_expected_and_got(good: Path) -> None:
    """Every compared value is a row; all as it should be leaves with 0."""
    done = run(good)
    assert done.exit_code == 0, done.output
    header, _, row, count = done.stdout.splitlines()
    assert header.split() == ["case", "line", "expected", "got", "result"]
    assert row.split() == ["T-1", "total", "33.6", "33.6", "=", "exact"]
    assert count == "1 case: 1 exact"


def test_failed_case_leaves_with_one(good: Path, wrong: Path) -> None:
    """One case that is not as it should be sets the exit code and is named below the table."""
    done = run(good, wrong)
    assert done.exit_code == FAILED
    assert re.search(r"T-2 +total +33.61 +33.6 +differs +FAILED", done.stdout)
    assert "2 cases: 1 exact, 1 FAILED\nT-2 FAILED: differs: total" in done.stdout


def test_brief_gives_a_row_for_each_case(good: Path, wrong: Path) -> None:
    """With --brief each case is one row with its reason."""
    done = run(good, wrong, "--brief")
    assert re.search(r"T-1 +exact +1 compared", done.stdout)
    assert re.search(r"T-2 +FAILED +differs: total", done.stdout)
    assert done.exit_code == FAILED


def test_json_holds_everything(good: Path, wrong: Path) -> None:
    """With --json the results are data; the exit codes are the same."""
    done = run(good, wrong, "--json")
    assert done.exit_code == FAILED
    first, second = json.loads(done.stdout)
    assert first == {
        "case": "T-1",
        "title": "a small case",
        "source": {"what": "made up", "url": "", "date": "", "tier": ""},
        "use": "golden",
        "result": "exact",
        "reason": "1 compared",
        "failed": False,
        "lines": [{"line": "total", "expected": "33.6", "got": "33.6", "agrees": True}],
    }
    assert (second["failed"], second["lines"][0]["agrees"]) == (True, False)
    assert run(good, "--json").exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title:", "titel:", "key titel"),
        ("rate: 10%", "rate: ten", "bad.yaml line 2, case T-1, key law.measures.0.rate"),
        ("kind: tax, stage", "kind: tax, stag", "key law.stack.3.stag"),
        ("currency: EUR\n  lines", "currency: EURO\n  lines", "EURO"),
        ("goods: 100", "goods: 100, flags: [x]", "flags"),
        ("goods: 100", "goods: 100, hs: abc", "abc"),
        ("goods: 100", "goods: 100, duty_quantities: {ell: 1}", "ell"),
        ("goods: 100", "goods: 100, packaging: {tin: 1}", "tin"),
        ("goods: 100", "goods: 1.001", "1.001"),
        ("currency: EUR\n  lines", "currency: EUR\n  mode: rocket\n  lines", "rocket"),
        ("currency: EUR\n  lines", "currency: EUR\n  stack: other\n  lines", "other"),
    ],
)
def test_unusable_case_leaves_with_two(tmp_path: Path, old: str, new: str, words: str) -> None:
    """What cannot be used is told on stderr with its place; there is no traceback."""
    path = tmp_path / "bad.yaml"
    path.write_text(changed((old, new)), encoding="utf-8")
    done = run(path)
    assert done.exit_code == BAD, done.output
    assert "case T-1" in done.stderr
    assert words in done.stderr
    assert "cannot be used; " in done.stderr


def test_unusable_file_leaves_with_two(tmp_path: Path) -> None:
    """A missing file, an empty folder and broken YAML are told."""
    broken = tmp_path / "broken.yaml"
    for path, words in ((tmp_path / "no.yaml", "no.yaml"), (tmp_path, "holds .yaml files")):
        done = run(path)
        assert (done.exit_code, words in done.stderr) == (BAD, True)
    broken.write_text("a: [", encoding="utf-8")
    assert "broken.yaml line" in run(broken).stderr


def test_words_are_not_read_as_markup(tmp_path: Path) -> None:
    """Square brackets of a reason are printed as they stand."""
    path = tmp_path / "a.yaml"
    use = "use: doubtful\nwhy: see [red]note[/red]"
    path.write_text(changed(("use: golden", use)), encoding="utf-8")
    assert "see [red]note[/red]" in run(path, "--brief").stdout


def test_example_of_the_page_runs(tmp_path: Path) -> None:
    """The example that the page offers to copy holds."""
    page = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    (text,) = re.findall(r"```yaml\n(.*?)```", page, re.S)
    path = tmp_path / "example.yaml"
    path.write_text(text, encoding="utf-8")
    done = run(path)
    assert done.exit_code == 0, done.output
    assert "1 case: 1 exact" in done.stdout


def test_own_law_of_a_source_folder(tmp_path: Path, good: Path) -> None:
    """`--law` takes a source folder; a path that is none is told."""
    assert run(good, "--law", tmp_path).exit_code == 0
    done = run(good, "--law", good)
    assert done.exit_code == BAD
    assert "name a source folder" in done.stderr
