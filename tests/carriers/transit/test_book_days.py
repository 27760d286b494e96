"""Days that a book must count as the learner did."""

import csv
from pathlib import Path
from typing import Any

import pytest
from made_events import many, minute, model, table

from oneprice.carriers.tables import LANE_REQUIRED
from oneprice.carriers.transit.book_days import BookDays, handling_days, lane_days, needed_words
from oneprice.carriers.transit.export import export
from oneprice.carriers.transit.learn import learn
from oneprice.carriers.transit.model import TransitModel
from oneprice.core.errors import InputError

WORK = {"axis": "work", "holidays": "CN", "workdays": "123456"}


def working(lane_calendar: str | None = "CN", **handling: Any) -> TransitModel:
    """Return the made model with both legs on working days."""
    keys = {"lane_leg": "move", "lane": "lane", "handling_leg": "pick", "seller": "seller"}
    keys |= {"handling_calendar": "CN"} | handling
    if lane_calendar:
        keys["lane_calendar"] = lane_calendar
    legs = [
        {"leg": "pick", "ends": "handed", "keys": ["seller"], **WORK},
        {"leg": "move", "ends": "came", "keys": ["lane", "region"], **WORK},
    ]
    return model(legs=legs, export={k: v for k, v in keys.items() if v})


def book(folder: Path, day_type: str = "work", calendar: str = "CN", days: str = "123456") -> Path:
    """Write lanes and a calendar of a book."""
    row = dict.fromkeys(LANE_REQUIRED, "x") | {"day_type": day_type, "calendar_id": calendar}
    names = list(row)
    with (folder / "lane.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        for lane in ("AX", "AY", "BX", "BY"):
            writer.writerow(row | {"lane_id": lane})
    text = f"calendar_id,workdays,holiday_country,holiday_subdivision\nCN,{days},CN,\n"
    (folder / "calendar.csv").write_text(text)
    return folder


def exported(folder: Path, legs: TransitModel, to_book: bool) -> None:
    """Learn two hundred orders and write their laws."""
    export(learn(table(many(200)), legs, minute(70)), folder, "2024-03-11", "made", to_book)


def test_handling_is_written_with_its_days(tmp_path: Path) -> None:
    """Working days are written as such, with the calendar: 24 hours are one working day (C-18)."""
    exported(book(tmp_path), working(), True)
    with (tmp_path / "handling.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["day_type"], row["calendar_id"]) for row in rows} == {("work", "CN")}
    with (tmp_path / "transit_law.csv").open(newline="") as file:
        assert all(int(row["first_h"]) % 24 == 0 for row in csv.DictReader(file))


def test_days_of_a_model() -> None:
    """Natural legs need nothing; legs on working days need their calendar."""
    assert lane_days(working()) == BookDays("work", "CN")
    assert handling_days(model()) == BookDays("natural", "")
    assert needed_words(lane_days(working())) == "day_type work and calendar_id CN"
    assert needed_words(lane_days(model())) == "day_type natural"


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        (working(handling_calendar=None), r"export.handling_calendar.*leg pick.*: CN$"),
        (working(None), r"export.lane_calendar.*leg move.*\(123456, holidays CN\)"),
    ],
)
def test_working_days_need_a_calendar(tmp_path: Path, legs: TransitModel, words: str) -> None:
    """Without a calendar nothing is written: the error names the leg and what to add."""
    with pytest.raises(InputError, match=words):
        exported(tmp_path / "laws", legs, False)
    assert not (tmp_path / "laws").exists()


def test_calendar_needs_working_days() -> None:
    """A calendar for a leg of natural days is refused by the model."""
    keys = {"lane_leg": "move", "lane": "lane", "lane_calendar": "CN"}
    with pytest.raises(InputError, match="calendar CN needs a leg with axis work"):
        model(export=keys)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"day_type": "natural"}, "lanes AX, AY, BX, BY: 'natural CN'.*day_type work and calendar"),
        ({"calendar": "DE"}, "lanes AX, AY, BX, BY: 'work DE'.*calendar_id CN"),
        ({"days": "12345"}, "row 2: 'CN: 12345 CN'.*leg pick was learned with workdays 123456"),
    ],
)
def test_book_of_other_days_is_refused(tmp_path: Path, changes: dict[str, str], words: str) -> None:
    """Lanes and calendars must count as the laws do; nothing is written over."""
    folder = book(tmp_path, **changes)
    with pytest.raises(InputError, match=words):
        exported(folder, working(), True)
    assert not (folder / "transit.csv").exists()


def test_natural_laws_are_not_for_lanes_on_working_days(tmp_path: Path) -> None:
    """The other way round, many days would become too many."""
    legs = model(export={"lane_leg": "move", "lane": "lane"})
    with pytest.raises(InputError, match=r"'work' cannot.*learned in natural time"):
        exported(book(tmp_path), legs, True)
    for day_type in ("natural", ""):
        exported(book(tmp_path, day_type), legs, True)


def test_missing_calendar_is_refused(tmp_path: Path) -> None:
    """A calendar that the book lacks is named."""
    with pytest.raises(InputError, match=r"calendar_id: 'XX'.*add a calendar of these"):
        exported(book(tmp_path), working(handling_calendar="XX"), True)
