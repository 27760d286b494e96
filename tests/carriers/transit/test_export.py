"""Learned laws as tables of a book."""

import csv
from pathlib import Path

import numpy as np
import pytest
from made_events import many, minute, model, table

from oneprice.carriers.transit.export import export, hours_of
from oneprice.carriers.transit.laws import FULL_MASS
from oneprice.carriers.transit.learn import learn
from oneprice.core.errors import InputError

KEYS = {"lane_leg": "move", "lane": "lane", "handling_leg": "pick", "seller": "seller"}


def written(folder: Path, **keys: str) -> dict[str, list[dict[str, str]]]:
    """Export the laws of two hundred orders and read the tables."""
    learned = learn(table(many(200)), model(export=keys), minute(70))
    rows = export(learned, folder, "2024-03-11", "made")
    found = {}
    for name in rows:
        with (folder / name).open(newline="") as file:
            found[name] = list(csv.DictReader(file))
    assert {name: len(each) for name, each in found.items()} == rows
    return found


def test_tables_hang_together(tmp_path: Path) -> None:
    """Every row names a law; laws ascend and hold no more than the whole mass."""
    tables = written(tmp_path, **KEYS)
    assert [row["lane_id"] for row in tables["transit.csv"]] == ["AX", "AY", "BX", "BY"]
    assert [row["seller"] for row in tables["handling.csv"]] == ["*", "s1", "s2", "s3"]
    assert {row["ship_from"] for row in tables["handling.csv"]} == {"*"}
    laws: dict[str, list[tuple[int, int]]] = {}
    for row in tables["transit_law.csv"]:
        assert row["first_h"] == row["last_h"]
        laws.setdefault(row["law_id"], []).append((int(row["first_h"]), int(row["mass"])))
    named = {row["law_id"] for name in ("transit.csv", "handling.csv") for row in tables[name]}
    assert named == set(laws)
    for law in laws.values():
        hours = [hour for hour, _ in law]
        assert hours == sorted(set(hours))
        assert all(hour % 24 == 0 for hour in hours)
        assert FULL_MASS * 0.999 < sum(mass for _, mass in law) <= FULL_MASS
    assert all(0 < float(row["parent_share"]) < 1 for row in tables["transit.csv"])


def test_day_stands_where_it_is_over() -> None:
    """Day d is hour 24 (d + 1), never within it; minutes that are no whole hour are rounded up."""
    bins, mass = np.array([0, 1, 3]), np.array([5, 6, 7])
    assert hours_of(bins, mass, 1440, 9000) == [(24, 5), (48, 6), (96, 7)]
    assert hours_of(bins, mass, 15, 9000) == [(0, 5), (1, 13)]
    assert hours_of(bins, mass, 1440, 95) == [(24, 5), (48, 6)]


def test_table_of_a_leg_that_is_not_named_stays(tmp_path: Path) -> None:
    """Handling that somebody wrote is kept with its laws, and no other law takes their name."""
    own = "seller,ship_from,law_id,observations,parent_share,learned_at,source\n"
    own += "*,*,learned-1,9,0,2024-01-01,by hand\n"
    (tmp_path / "handling.csv").write_text(own)
    (tmp_path / "transit_law.csv").write_text(
        "law_id,first_h,last_h,mass\nlearned-1,5,7,100\nunused,1,1,9\n"
    )
    tables = written(tmp_path, lane_leg="move", lane="lane")
    assert set(tables) == {"transit.csv", "transit_law.csv"}
    assert (tmp_path / "handling.csv").read_text() == own
    rows = [row for row in tables["transit_law.csv"] if row["law_id"] == "learned-1"]
    assert rows == [{"law_id": "learned-1", "first_h": "5", "last_h": "7", "mass": "100"}]
    named = {row["law_id"] for row in tables["transit.csv"]}
    assert named == {row["law_id"] for row in tables["transit_law.csv"]} - {"learned-1"}


@pytest.mark.parametrize(("tail", "kept"), [(1, False), (2, True)])
def test_tail_is_left_out(tail: int, kept: bool) -> None:
    """The last hours go with one part in 10,000 of what comes, and stay with more."""
    bins, mass = np.array([1, 300]), np.array([10_000 - 1, tail])
    assert (len(hours_of(bins, mass, 1440, 9000)) == 2) is kept


@pytest.mark.parametrize(
    ("keys", "words"),
    [({}, "say which leg"), ({"lane_leg": "move", "lane": "seller"}, "narrowest keys")],
)
def test_model_that_names_no_lanes_is_refused(
    tmp_path: Path, keys: dict[str, str], words: str
) -> None:
    """The model must say which keys are lanes, and they must be the narrowest."""
    with pytest.raises(InputError, match=words):
        written(tmp_path, **keys)
