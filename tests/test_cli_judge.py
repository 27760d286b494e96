"""The commands around outcomes: events, learn, judge."""

from __future__ import annotations

import csv
import gzip
import json
import re
import runpy
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from typer.testing import CliRunner, Result

from oneprice.carriers.transit.adapters.scms import NEEDED
from oneprice.cli import app

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "events"
SINCE = ("--since", "2026-05-01")


def run(*words: str) -> Result:
    """Run a command at 100 columns."""
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "100"})


@pytest.fixture(scope="module")
def judged() -> Result:
    """Return the judgement of the example as JSON."""
    return run("judge", str(EXAMPLE), *SINCE, "--json")


def test_the_page_shows_what_the_commands_print() -> None:
    """Each line under a command of the example in docs/judging.md is printed by it, in order."""
    page = (ROOT / "docs" / "judging.md").read_text(encoding="utf-8")
    blocks = re.findall(
        r"```console\n\$ oneprice (\w+ examples/events.*)\n([^`]+(?:`\w+`[^`]+)*)", page
    )
    assert [words.split()[0] for words, _ in blocks] == ["judge", "learn"]
    for words, shown in blocks:
        name, _, *rest = words.split()
        done = CliRunner().invoke(app, [name, str(EXAMPLE), *rest], env={"COLUMNS": "80"})
        printed = [line.rstrip() for line in done.stdout.splitlines()]
        assert shown.strip().splitlines() == "\n".join(printed).strip().splitlines()


def test_judge_prints_a_table_of_the_example() -> None:
    """The example is judged by month with the promise recorded beside what was learned."""
    done = run("judge", str(EXAMPLE), *SINCE, "--every", "month", "--levels", "0.9")
    assert done.exit_code == 0, done.output
    for word in ("recorded", "learned", "blended", "2026-05", "counted from `ordered`"):
        assert word in done.stdout


def test_judge_as_json_tells_the_counts(judged: Result) -> None:
    """Cancelled shipments and those on their way are told, and every method has both levels."""
    assert judged.exit_code == 0, judged.output
    plain = json.loads(judged.stdout)
    counts = plain["shipments"]
    assert counts["asked"] == counts["judged"] + counts["cancelled"] + counts["open"]
    assert counts["open"] > 0
    assert plain["levels"] == [0.9, 0.95]
    assert [row["level"] for row in plain["methods"][0]["rows"]] == [0.9, 0.95]
    assert plain["until"] == "2026-07-04"


def test_judge_draws_only_where_it_is_asked(tmp_path: Path) -> None:
    """A picture is written beside the table; another ending is refused before any work."""
    done = run("judge", str(EXAMPLE), *SINCE, "--levels", "0.9", "--plot", str(tmp_path / "a.png"))
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]
    refused = run("judge", str(EXAMPLE), *SINCE, "--plot", str(tmp_path / "a.pdf"))
    assert refused.exit_code == 2
    assert "name a file that ends in .png" in refused.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "--since: '' cannot be used; give the first day that is judged"),
        (("--since", "May"), "--since: 'May' cannot be used; give a day"),
        (("--since", "2031-01-01", "--until", "2031-02-01"), "no shipment was ordered then"),
        ((*SINCE, "--until", "2026-05-01"), "give a day after 2026-05-01"),
        ((*SINCE, "--every", "day"), "--every: 'day' cannot be used; give week or month"),
        ((*SINCE, "--levels", "0.9,1"), "--levels: '0.9,1' cannot be used; give levels"),
        ((*SINCE, "--levels", "high"), "--levels: 'high' cannot be used; give levels"),
        ((*SINCE, "--levels", "nan"), "--levels: 'nan' cannot be used; give levels"),
        ((*SINCE, "--folds", "1"), "--folds: 1 cannot be used; give 2 to 100"),
        ((*SINCE, "--model", "nowhere.yaml"), "--model: 'nowhere.yaml' cannot be used"),
    ],
)
def test_judge_refuses_what_makes_no_sense(words: tuple[str, ...], message: str) -> None:
    """Each option that cannot be used is named with its value and a remedy."""
    done = run("judge", str(EXAMPLE), *words)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_folder_without_a_table_is_refused(tmp_path: Path) -> None:
    """The names that are looked for are told."""
    done = run("judge", str(tmp_path), *SINCE)
    assert done.exit_code == 2
    assert "events.csv.gz, events.csv, events.parquet" in done.stderr
    nowhere = run("judge", str(tmp_path / "nowhere.csv"), *SINCE)
    assert nowhere.exit_code == 2
    assert "EVENTS" in nowhere.stderr


def test_learn_writes_laws_for_a_book(tmp_path: Path) -> None:
    """Three tables are written; every law keeps at most the whole mass and is in use."""
    done = run("learn", str(EXAMPLE), "--as-of", "2026-06-01", "-o", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "PO-DE-S" in done.stdout
    tables = {}
    for name in ("transit", "transit_law", "handling"):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    masses: dict[str, int] = {}
    for row in tables["transit_law"]:
        hours = int(row["last_h"]) - int(row["first_h"]) + 1
        masses[row["law_id"]] = masses.get(row["law_id"], 0) + hours * int(row["mass"])
    assert set(masses) == {row["law_id"] for row in tables["transit"] + tables["handling"]}
    assert all(0 < mass <= 2**31 for mass in masses.values())
    assert "AP-DE-S" in {row["lane_id"] for row in tables["transit"]}
    assert "SELLER-SZ" in {row["seller"] for row in tables["handling"]}


def test_learn_as_json_lists_the_lanes() -> None:
    """Nothing is written where no folder is named."""
    done = run("learn", str(EXAMPLE), "--json")
    assert done.exit_code == 0, done.output
    plain = json.loads(done.stdout)
    assert plain["written"] == {}
    legs = {leg["leg"]: leg for leg in plain["legs"]}
    assert list(legs) == ["handling", "export", "linehaul", "delivery"]
    assert {law["lane"] for law in legs["linehaul"]["laws"]} >= {"AP-DE-E", "EX-DE-S"}
    assert legs["linehaul"]["level"] > 0


def test_learn_wants_one_place(tmp_path: Path) -> None:
    """Book and folder together, or a folder that is no book, are refused."""
    both = run("learn", str(EXAMPLE), "--book", str(tmp_path), "-o", str(tmp_path))
    assert both.exit_code == 2
    assert "not both" in both.stderr
    other = run("learn", str(EXAMPLE), "--book", str(tmp_path))
    assert other.exit_code == 2
    assert "--book" in other.stderr


def test_events_are_written_with_their_model(tmp_path: Path) -> None:
    """The folder holds the table and the model, and the same file gives the same bytes."""
    source = tmp_path / "scms.csv"
    line = "1,ASN-8,Vietnam,Direct Drop,Air,2006-06-02,2006-06-05"
    source.write_text(",".join(NEEDED) + f"\n{line}\n", encoding="utf-8")
    folder = tmp_path / "made"
    done = run("events", "scms", str(source), "-o", str(folder))
    assert done.exit_code == 0, done.output
    assert "2 events of 1 shipments" in done.stdout
    assert sorted(path.name for path in folder.iterdir()) == ["events.csv.gz", "model.yaml"]
    first = (folder / "events.csv.gz").read_bytes()
    assert run("events", "scms", str(source), "-o", str(folder)).exit_code == 0
    assert (folder / "events.csv.gz").read_bytes() == first
    assert gzip.decompress(first).decode().startswith("shipment,leg,event,at,planned_at,channel")


def test_events_of_a_bad_row_write_nothing(tmp_path: Path) -> None:
    """A row that cannot be used is named, and no folder is made."""
    source = tmp_path / "scms.csv"
    line = "1,ASN-8,Vietnam,Direct Drop,Air,2006-06-02,2006-13-05"
    source.write_text(",".join(NEEDED) + f"\n{line}\n", encoding="utf-8")
    done = run("events", "scms", str(source), "-o", str(tmp_path / "made"))
    assert done.exit_code == 2
    assert "scms.csv, row 2, delivered: '2006-13-05' cannot be used" in done.stderr
    assert not (tmp_path / "made").exists()


def test_the_example_is_what_its_generator_writes(tmp_path: Path) -> None:
    """The seeded generator gives the committed table byte for byte."""
    with patch.object(sys, "argv", ["make.py", str(tmp_path)]):
        runpy.run_path(str(EXAMPLE / "make.py"), run_name="__main__")
    assert (tmp_path / "events.csv").read_bytes() == (EXAMPLE / "events.csv").read_bytes()


def test_announced_event_makes_the_promises_of_its_days_later(
    tmp_path: Path, judged: Result
) -> None:
    """With --uplift the mean promise grows, and no recorded promise moves."""
    table = tmp_path / "uplift.csv"
    table.write_text("name,leg,from,to,factor\npeak,LEG,2026-05-01,2026-08-01,1.5\n")
    refused = run("judge", str(EXAMPLE), *SINCE, "--uplift", str(table))
    assert refused.exit_code == 2 and "uplift.csv, row 2, leg" in refused.output
    table.write_text(table.read_text().replace("LEG", "linehaul"))
    after = run("judge", str(EXAMPLE), *SINCE, "--uplift", str(table), "--json")
    means = [
        {method["method"]: method["rows"][-1]["mean"] for method in json.loads(text)["methods"]}
        for text in (judged.stdout, after.stdout)
    ]
    assert means[1]["learned"] > means[0]["learned"] + 0.5
    assert means[1]["recorded"] == means[0]["recorded"]


def test_published_range_is_what_a_thin_lane_leans_on(tmp_path: Path) -> None:
    """With --published the named lane leans on its range instead of on the law above."""
    table = tmp_path / "ranges.csv"
    table.write_text("leg,key,min_units,max_units\nlinehaul,EX-DE-E,72,120\n")
    done = run("learn", str(EXAMPLE), "--published", str(table), "-o", str(tmp_path / "laws"))
    assert done.exit_code == 0, done.output
    with (tmp_path / "laws" / "transit.csv").open(encoding="utf-8") as file:
        rows = {row["lane_id"]: row for row in csv.DictReader(file)}
    assert 0 < float(rows["EX-DE-E"]["quote_share"]) < 1
    assert float(rows["EX-DE-E"]["parent_share"]) == 0
    assert {float(row["quote_share"]) for lane, row in rows.items() if lane != "EX-DE-E"} == {0}
