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

import pandas as pd
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
        (("--since", "2031-01-01", "--until", "2031-02-01"), "--since: '2031-01-01' cannot be"),
        (("--since", "2031-01-01"), "last order of the table is of 2026-07-03"),
        (("--since", "2026-01-01"), "--since: '2026-01-01' cannot be used; before 2026-01-"),
        (("--since", "2026-07-03"), "--since: '2026-07-03' cannot be used; nothing ordered from"),
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


def test_lanes_are_told_what_they_must_say(tmp_path: Path) -> None:
    """With a folder of laws the printed lines say which days their lanes must count."""
    done = run("learn", str(EXAMPLE), "-o", str(tmp_path))
    assert done.stdout.splitlines()[-1] == "lanes of transit.csv need in lane.csv: day_type natural"
    assert json.loads(run("learn", str(EXAMPLE), "--json").stdout)["lanes_need"] == (
        "day_type natural"
    )


@pytest.mark.parametrize(
    ("workdays", "calendars", "words"),
    [
        ("12345", "", "key export.lane_calendar: 'missing' cannot be used; leg linehaul is"),
        ("12345", ", lane_calendar: DE", "key export.handling_calendar: 'missing' cannot be used"),
        ("12345", ", lane_calendar: DE, handling_calendar: CN", "'CN: 123456 CN' cannot be used"),
        ("123456", ", lane_calendar: DE, handling_calendar: CN", "give these lanes day_type work"),
    ],
)
def test_laws_in_working_days_do_not_go_into_a_book_of_natural_days(
    tmp_path: Path, workdays: str, calendars: str, words: str
) -> None:
    """Ten working days are not 240 hours of a lane on natural days: what to mend is named."""
    text = (EXAMPLE / "model.yaml").read_text(encoding="utf-8").replace("unit: hour", "unit: day")
    for event, country in (("landed", "DE"), ("handed_over", "CN")):
        work = f"axis: work, holidays: {country}, workdays: '{workdays}'".replace(", ", "\n    ")
        text = text.replace(f"    ends: {event}\n", f"    ends: {event}\n    {work}\n")
    (tmp_path / "model.yaml").write_text(text.replace("ship_from}", f"ship_from{calendars}}}"))
    for name in ("book.csv", "lane.csv", "calendar.csv"):
        (tmp_path / name).write_bytes((ROOT / "examples" / "book" / name).read_bytes())
    model = ("--model", str(tmp_path / "model.yaml"))
    done = run("learn", str(EXAMPLE), *model, "--book", str(tmp_path))
    assert done.exit_code == 2
    assert words in done.stderr
    assert not (tmp_path / "handling.csv").exists()


def test_table_that_is_not_written_is_told(tmp_path: Path) -> None:
    """Without a handling leg in `export` handling.csv is left alone, and the words say so."""
    text = (EXAMPLE / "model.yaml").read_text(encoding="utf-8")
    text = re.sub(r", handling_leg: .*}", "}", text)
    (tmp_path / "model.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "handling.csv").write_text("seller,ship_from,law_id\n")
    model = ("--model", str(tmp_path / "model.yaml"))
    done = run("learn", str(EXAMPLE), *model, "-o", str(tmp_path))
    assert done.exit_code == 0, done.output
    assert "handling.csv is not written: the model's export names no handling_leg" in done.stdout
    assert (tmp_path / "handling.csv").read_text() == "seller,ship_from,law_id\n"
    assert len((tmp_path / "transit.csv").read_text().splitlines()) == 7


def test_level_that_nobody_knows_is_no_number(tmp_path: Path) -> None:
    """With too few shipments under way JSON says null and the words a dash."""
    rows = (EXAMPLE / "events.csv").read_text(encoding="utf-8").splitlines()[:60]
    (tmp_path / "events.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    words = ("learn", str(tmp_path), "--model", str(EXAMPLE / "model.yaml"))
    plain = json.loads(run(*words, "--json").stdout, parse_constant=pytest.fail)
    level = {leg["leg"]: (leg["level"], leg["follows"]) for leg in plain["legs"]}
    assert (level["linehaul"], level["delivery"]) == ((None, True), (None, False))
    assert "level factor -, too few are under way" in run(*words).stdout


def test_what_is_odd_is_told_by_learn_and_judge(tmp_path: Path) -> None:
    """Deliveries before their order stand beside the figures, in words and as JSON."""
    text = (EXAMPLE / "events.csv").read_text(encoding="utf-8")
    text = re.sub(r"(,delivered,)2026-(0[5-6])", r"\g<1>2025-\2", text)
    (tmp_path / "events.csv").write_text(text, encoding="utf-8")
    (tmp_path / "model.yaml").write_bytes((EXAMPLE / "model.yaml").read_bytes())
    told = "delivered is stamped before ordered, the first event"
    for words in (("judge", str(tmp_path), *SINCE, "--levels", "0.9"), ("learn", str(tmp_path))):
        assert told in " ".join(run(*words).stdout.split())
        assert any(told in text for text in json.loads(run(*words, "--json").stdout)["findings"])


@pytest.mark.parametrize("levels", ["0.99999", "0.9,0.9999999999"])
def test_nothing_is_cut_at_80_columns(levels: str) -> None:
    """Long levels move words to another line; every cell stands whole."""
    words = ["judge", str(EXAMPLE), "--since", "2026-06-01", "--levels", levels]
    done = CliRunner().invoke(app, words, env={"COLUMNS": "80"})
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "\u2026" not in done.stdout
    assert levels.split(",")[-1] in done.stdout
    assert re.search(r"2026-06\s+\.\d{3}", done.stdout)


def test_laws_do_not_depend_on_the_clock_of_the_stamps(tmp_path: Path) -> None:
    """The same instants written in UTC give the same laws, hour by hour."""
    frame = pd.read_csv(EXAMPLE / "events.csv", dtype=str, keep_default_na=False)
    for column in ("at", "planned_at"):
        instants = pd.to_datetime(frame[column].replace("", None), utc=True, format="ISO8601")
        frame[column] = instants.dt.strftime("%Y-%m-%dT%H:%MZ").fillna("")
    frame.to_csv(tmp_path / "events.csv", index=False)
    for folder, name in ((EXAMPLE, "own"), (tmp_path, "utc")):
        words = ("--model", str(EXAMPLE / "model.yaml"), "-o", str(tmp_path / name))
        assert run("learn", str(folder), *words).exit_code == 0
    laws = [(tmp_path / name / "transit_law.csv").read_bytes() for name in ("own", "utc")]
    assert laws[0] == laws[1]


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


def test_first_day_to_learn_as_of_is_named() -> None:
    """Too early a day is an error that names the first one; with it every leg has a law."""
    done = run("learn", str(EXAMPLE), "--as-of", "2026-01-02")
    assert done.exit_code == 2
    (day,) = re.findall(r"learn as of (\S+) or later", done.stderr)
    assert run("learn", str(EXAMPLE), "--as-of", day).exit_code == 0


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


def test_good_events_stay_until_better_ones_are_checked(tmp_path: Path) -> None:
    """A delivery in the future is named by row and field of the file, and nothing is written."""
    source, folder = tmp_path / "scms.csv", tmp_path / "made"
    line = "1,ASN-8,Vietnam,Direct Drop,Air,2006-06-02,2006-06-05"
    source.write_text(",".join(NEEDED) + f"\n{line}\n", encoding="utf-8")
    assert run("events", "scms", str(source), "-o", str(folder)).exit_code == 0
    good = (folder / "events.csv.gz").read_bytes()
    source.write_text(source.read_text().replace("2006-06-05", "2190-06-05"), encoding="utf-8")
    done = run("events", "scms", str(source), "-o", str(folder))
    assert done.exit_code == 2
    assert "scms.csv, row 2, delivered: '2190-06-05' cannot be used" in done.stderr
    source.write_text(source.read_text().replace("2190-06-05", ""), encoding="utf-8")
    assert run("events", "scms", str(source), "-o", str(folder)).exit_code == 0
    source.write_text(source.read_text().replace("2006-06-02", "2190-06-02"), encoding="utf-8")
    done = run("events", "scms", str(source), "-o", str(folder))
    assert "scms.csv as events, column at: 'empty' cannot be used" in done.stderr
    assert (folder / "events.csv.gz").read_bytes() != good
    assert len(list(folder.iterdir())) == 2


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
    assert refused.exit_code == 2 and "uplift.csv row 2, column leg" in refused.output
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


def test_fold_key_that_the_table_lacks_is_named(tmp_path: Path) -> None:
    """A model that folds by a column nobody gave is refused by the name of the column."""
    words = (EXAMPLE / "model.yaml").read_text(encoding="utf-8")
    (tmp_path / "model.yaml").write_text(words + "fold_by: process\n", encoding="utf-8")
    done = run("judge", str(EXAMPLE), *SINCE, "--model", str(tmp_path / "model.yaml"))
    assert done.exit_code == 2
    assert "process" in done.output and "name a key column" in done.output
