"""The command `promise`: what it prints, writes, and with which code it leaves."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import example_book
import pytest
from click.testing import Result
from typer.testing import CliRunner

from oneprice import cli
from oneprice.routing.promises.telling import told
from oneprice.scenarios import drawing

BOOK = example_book.book_path


def run(*words: object, columns: int = 100) -> Result:
    """Run `promise` on the example book in a terminal of some width."""
    env = {"COLUMNS": str(columns), "TERM": "dumb"}
    return CliRunner().invoke(cli.app, ["promise", str(BOOK()), *map(str, words)], env=env)


def order(name: str) -> str:
    """Return the file of an example order."""
    return str(example_book.order_path(name))


@pytest.mark.parametrize("columns", [80, 100])
def test_promise_fits_the_terminal(columns: int) -> None:
    """Every tier with its date and chance is printed, no line wider than the terminal."""
    done = run(order("munich-cart"), columns=columns)
    assert done.exit_code == 0, done.output
    assert max(len(text) for text in done.stdout.splitlines()) <= columns
    for option in example_book.quote("munich-cart").options:
        day = f"{option.promise_date:%a} {option.promise_date.day} {option.promise_date:%b %Y}"
        assert f"{option.service_tier}  by {day}" in done.stdout
    for word in ("binds", "leans on", "slow path", "delivered", "comes last", "by 50%"):
        assert word in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("columns", [80, 96])
@pytest.mark.parametrize("name", ["munich-cart", "de-boxes-air"])
def test_no_word_is_cut(name: str, columns: int) -> None:
    """Lanes, legs and dates stand whole in the tables of a narrow terminal."""
    done = run(order(name), columns=columns)
    words = set(done.stdout.split())
    parts = [p for option in example_book.quote(name).options for p in option.consignments]
    assert {lane for part in parts for lane in part.route} <= words
    assert {"clearance", "delivered", "published"} <= words
    assert max(map(len, done.stdout.splitlines())) <= columns
    assert "\u2026" not in done.stdout


def test_each_lane_is_shown_with_its_waits() -> None:
    """The lanes of the tier asked for stand in the table of legs, the others do not."""
    done = run(order("us-watch"), "--tier", "premium")
    assert done.exit_code == 0
    route = example_book.quote("us-watch").options[-1].route
    assert all(lane in done.stdout for lane in route)
    assert "departure" in done.stdout
    assert "economy" not in done.stdout


def test_json_is_what_the_library_tells() -> None:
    """With --json the answers of the library are printed, refusals beside them."""
    done = run(order("us-watch"), "--json", "--day-value", "1.50")
    document = json.loads(done.stdout)
    asked, quote = example_book.order("us-watch"), example_book.quote("us-watch")
    answers = told(example_book.engine().book, asked, quote)
    assert document["promises"] == [answer.model_dump(mode="json") for answer in answers]
    assert document["quote_id"] == quote.quote_id
    assert document["book_hash"] == quote.book_hash
    assert len(document["refusals"]) == len(quote.refusals)
    assert [each["service_tier"] for each in document["level_that_pays"]] == [
        answer.service_tier for answer in answers
    ]


def test_level_that_pays_is_told_where_it_is_asked() -> None:
    """The worth of a day adds one line for each consignment, with a day and a compensation."""
    plain, asked = run(order("us-watch")), run(order("us-watch"), "--day-value", "0.01")
    assert "pays best" not in plain.stdout
    tiers = len(example_book.quote("us-watch").options)
    assert asked.stdout.count("pays best") == tiers
    assert asked.stdout.count("with a day worth 0.01 ") == tiers
    assert "expected late" in " ".join(asked.stdout.split())


def test_refused_tiers_are_told_with_their_reasons() -> None:
    """Where nothing is offered the reasons stand there, and the command leaves with 1."""
    done = run(order("refused-epr"))
    assert done.exit_code == cli.EXIT_REFUSED
    assert "EPR_MISSING" in done.stdout
    assert run(order("refused-epr"), "--json").exit_code == cli.EXIT_REFUSED
    some = run(order("de-b2b-sea-lcl"), "--tier", "premium")
    assert some.exit_code == cli.EXIT_REFUSED
    assert "not offered" in some.stdout


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("--tier", "express"), "give one of economy, standard, premium"),
        (("--picture", "dates.jpg"), "ends in .png or .svg"),
        (("--day-value", "two"), "--day-value"),
        (("--day-value", "-2"), "--day-value"),
        (("--day-value", ""), "--day-value: '' cannot be used"),
        (("--picture", "nowhere/dates.png"), "name a file in a folder that is there"),
    ],
)
def test_bad_words_are_refused_with_a_remedy(words: tuple[str, str], remedy: str) -> None:
    """An option that cannot be used leaves with 2 and says what to give."""
    done = run(order("us-watch"), *words)
    assert done.exit_code == cli.EXIT_UNUSABLE
    assert remedy in done.stderr


def test_picture_is_written(tmp_path: Path) -> None:
    """With --picture a PNG or SVG is written beside the words, the same bytes each time."""
    (tmp_path / "new").mkdir()
    for name in ("dates.png", "again.png", "dates.svg"):
        done = run(order("us-watch"), "--tier", "premium", "--picture", tmp_path / "new" / name)
        assert done.exit_code == 0, done.output
        assert name in done.stderr
    png = (tmp_path / "new" / "dates.png").read_bytes()
    assert png == (tmp_path / "new" / "again.png").read_bytes()
    width, height = struct.unpack(">II", png[16:24])
    assert width > 1000
    assert height > 300
    assert (tmp_path / "new" / "dates.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        *("again.png", "dates.png", "dates.svg")
    ]


def test_without_matplotlib_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Where the extra is missing the words are printed, and the way to the picture is told."""
    monkeypatch.setattr(drawing, "can_draw", lambda: False)
    done = run(order("us-watch"), "--picture", tmp_path / "dates.png")
    assert done.exit_code == 0
    assert "pip install 'oneprice[pictures]'" in done.stderr
    assert not (tmp_path / "dates.png").exists()
