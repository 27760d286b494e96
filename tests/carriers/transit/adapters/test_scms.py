"""The SCMS delivery history as events."""

from pathlib import Path

import pytest

from oneprice.carriers.transit.adapters.scms import NEEDED, events_of
from oneprice.core.errors import InputError

GOOD = ("1", "ASN-8", "Vietnam", "Direct Drop", "Air", "2006-06-02", "2006-06-05")


def file_of(folder: Path, *rows: tuple[str, ...]) -> Path:
    """Write order lines and return the path."""
    path = folder / "scms.csv"
    path.write_text("\n".join(",".join(row) for row in (NEEDED, *rows)) + "\n", encoding="utf-8")
    return path


def changed(**fields: str) -> tuple[str, ...]:
    """Return the good line with some fields changed."""
    return tuple(fields.get(name, value) for name, value in zip(NEEDED, GOOD, strict=True))


def test_a_shipment_is_due_and_delivered(tmp_path: Path) -> None:
    """The schedule is both an event of its own and what the delivery was planned for."""
    rows = events_of(file_of(tmp_path, GOOD)).rows
    keys = ("Direct Drop", "Air", "Vietnam", "Direct Drop/Air", "Direct Drop/Air/Vietnam")
    assert rows == [
        ("ASN-8", "", "due", "2006-06-02T00:00+00:00", "", *keys),
        ("ASN-8", "door", "delivered", "2006-06-05T00:00+00:00", "2006-06-02T00:00+00:00", *keys),
    ]


def test_lines_of_a_shipment_are_collapsed(tmp_path: Path) -> None:
    """It is due with its first line and delivered with its last; an open line leaves it open."""
    second = changed(line="2", scheduled="2006-06-01", delivered="2006-06-09")
    due, came = events_of(file_of(tmp_path, GOOD, second)).rows
    assert (due[3], came[3]) == ("2006-06-01T00:00+00:00", "2006-06-09T00:00+00:00")
    third = changed(line="3", delivered="")
    assert events_of(file_of(tmp_path, GOOD, third)).rows[1][3] == ""


def test_no_mode_is_a_mode_of_its_own(tmp_path: Path) -> None:
    """A blank mode is learned apart."""
    assert events_of(file_of(tmp_path, changed(mode=""))).rows[0][6] == "unknown"


def test_blank_of_the_first_line_is_what_is_wrong(tmp_path: Path) -> None:
    """Where the first line lacks the mode, it is named, not the line that has it."""
    rows = (changed(mode=""), changed(line="2"))
    with pytest.raises(InputError, match=r"row 2, mode: ''.*row 3, of the same .* 'Air'"):
        events_of(file_of(tmp_path, *rows))


def test_what_is_due_in_days_to_come_is_not_yet_there(tmp_path: Path) -> None:
    """A schedule of the future is no event; the delivery stays planned for it."""
    due, came = events_of(file_of(tmp_path, changed(scheduled="2190-01-01", delivered=""))).rows
    assert (due[3], came[3], came[4]) == ("", "", "2190-01-01T00:00+00:00")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (changed(line="1"), r"row 3, line: '1' cannot be used; row 2 has the same"),
        (changed(line="2", shipment=""), "row 3, shipment: '' cannot be used; give a value"),
        (changed(line="2", mode="Truck"), "row 3, mode: 'Truck' cannot be used; row 2, of the"),
        (changed(line="2", shipment="B", country=""), "row 3, country: '' cannot be used"),
        (changed(line="2", scheduled="2/6/06"), "row 3, scheduled: '2/6/06' cannot be used"),
        (changed(line="2", delivered="soon"), "row 3, delivered: 'soon' cannot be used"),
        (changed(line="2", delivered="2190-01-01"), "row 3, delivered: '2190-.*in the future"),
        (changed(line="2", country=""), "row 3, country: '' cannot be used; give a value"),
        (changed(line="2", mode=""), "row 3, mode: '' cannot be used; row 2, of the.*'Air'"),
    ],
)
def test_hostile_lines(tmp_path: Path, row: tuple[str, ...], message: str) -> None:
    """Doubles, blanks, differing lines and dates that are none are refused by row and field."""
    with pytest.raises(InputError, match=message):
        events_of(file_of(tmp_path, GOOD, row))
