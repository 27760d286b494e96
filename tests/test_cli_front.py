"""The command `options`: what each earlier date costs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import example_book
import pytest
from click.testing import Result
from typer.testing import CliRunner

from oneprice import cli
from oneprice.core.quote import Option
from oneprice.show_text import day_text

CART = "munich-cart"


def options(name: str, *words: str, columns: int = 100) -> Result:
    """Run the command on an example order."""
    env = {"COLUMNS": str(columns), "TERM": "dumb"}
    given = [str(example_book.book_path()), str(example_book.order_path(name)), *words]
    return CliRunner().invoke(cli.app, ["options", *given], env=env)


def points(name: str, *words: str) -> Any:
    """Return the answer as JSON."""
    return json.loads(options(name, *words, "--json").stdout)


@pytest.mark.parametrize("columns", [80, 100, 200])
def test_table_has_a_row_for_each_point(columns: int) -> None:
    """Each offer shows its price, its date and how much dearer and earlier it is."""
    done = options(CART, columns=columns)
    assert done.exit_code == 0, done.output
    front = example_book.engine().front(example_book.order(CART))
    for point in front:
        price = f"{point.price_minor // 100}.{point.price_minor % 100:02}"
        assert any(
            price in row and day_text(point.promise_date) in row and point.service_tier in row
            for row in done.stdout.splitlines()
        )
    days = (front[0].promise_date - front[-1].promise_date).days
    assert f"{days} days" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= columns


def test_json_holds_the_offers_in_full() -> None:
    """The JSON has price, date and tier of each point, and the offer as a quote gives it."""
    found = points(CART)
    front = example_book.engine().front(example_book.order(CART))
    assert [Option.model_validate(point["option"]) for point in found] == [p.option for p in front]
    assert [point["promise_date"] for point in found] == [str(p.promise_date) for p in front]


def test_tier_and_day_bound_the_offers() -> None:
    """With --tier and --by only offers of that tier by that day are listed."""
    by = points(CART, "--tier", "standard")[0]["promise_date"]
    assert {point["service_tier"] for point in points(CART, "--tier", "standard")} == {"standard"}
    assert all(point["promise_date"] <= by for point in points(CART, "--by", by))
    assert points(CART, "--by", by)[0] in points(CART)


@pytest.mark.parametrize(
    ("name", "words", "reason"),
    [
        (CART, ["--by", "2026-07-15"], "the fastest is standard for 158.75 EUR, Wed 22 Jul 2026"),
        (CART, ["--by", "2026-07-15", "--tier", "economy"], "the fastest is economy"),
        ("refused-epr", [], "EPR_MISSING"),
        ("refused-epr", ["--tier", "premium"], "premium"),
    ],
)
def test_nothing_offered_leaves_with_one(name: str, words: list[str], reason: str) -> None:
    """Without an offer the reasons are shown, and the command leaves with 1."""
    done = options(name, *words)
    assert done.exit_code == cli.EXIT_REFUSED
    assert "nothing can be offered" in done.stdout
    assert reason in done.stdout
    assert points(name, *words) == []


@pytest.mark.parametrize(
    ("words", "named"),
    [(["--by", "soon"], "YYYY-MM-DD"), (["--tier", "overnight"], "economy, standard, premium")],
)
def test_what_cannot_be_used_leaves_with_two(words: list[str], named: str) -> None:
    """A bad day or tier leaves with 2 and says what to give."""
    done = options(CART, *words)
    assert done.exit_code == cli.EXIT_UNUSABLE
    assert named in done.stderr


def test_order_that_cannot_be_read(tmp_path: Path) -> None:
    """A missing order leaves with 2 and no traceback."""
    words = ["options", str(example_book.book_path()), str(tmp_path / "none.json")]
    done = CliRunner().invoke(cli.app, words)
    assert done.exit_code == cli.EXIT_UNUSABLE
    assert "ORDER" in done.stderr
