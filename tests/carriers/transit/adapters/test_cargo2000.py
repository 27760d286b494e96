"""Cargo 2000 milestones as events."""

from pathlib import Path

import pytest

from oneprice.carriers.transit.adapters.cargo2000 import COLUMNS, events_of
from oneprice.core.errors import InputError

# One incoming transport of two flights, and the outgoing one of one flight.
GOOD = {
    **{"i1_legid": "7", "i1_hops": "2", "i1_rcs_p": "100", "i1_rcs_e": "40"},
    **{"i1_dep_1_p": "30", "i1_dep_1_e": "95", "i1_dep_1_place": "609"},
    **{"i1_rcf_1_p": "600", "i1_rcf_1_e": "590", "i1_rcf_1_place": "256"},
    **{"i1_dep_2_p": "60", "i1_dep_2_e": "70", "i1_dep_2_place": "256"},
    **{"i1_rcf_2_p": "200", "i1_rcf_2_e": "210", "i1_rcf_2_place": "700"},
    **{"i1_dlv_p": "1000", "i1_dlv_e": "300"},
    **{"o_legid": "9", "o_hops": "1", "o_rcs_p": "10", "o_rcs_e": "10"},
    **{"o_dep_1_p": "20", "o_dep_1_e": "25", "o_dep_1_place": "700"},
    **{"o_rcf_1_p": "60", "o_rcf_1_e": "60", "o_rcf_1_place": "431"},
    **{"o_dlv_p": "1440", "o_dlv_e": "?"},
}


def file_of(folder: Path, *rows: dict[str, str]) -> Path:
    """Write processes and return the path; what a row does not name is 0."""
    lines = [",".join(row.get(column, "0") for column in COLUMNS) for row in rows]
    path = folder / "cargo.csv"
    path.write_text("\n".join([",".join(COLUMNS), *lines]) + "\n", encoding="utf-8")
    return path


def test_a_transport_is_three_legs(tmp_path: Path) -> None:
    """Check-in and waiting are one leg, all flights and transfers the second."""
    rows = events_of(file_of(tmp_path, GOOD)).rows
    keys = ("9", "i1", "609", "700", "609-700", "2")
    assert rows[:4] == [
        ("7", "", "accepted", "2000-01-03T00:00+00:00", "", *keys),
        ("7", "departure", "departed", "2000-01-03T02:15+00:00", "2000-01-03T02:10+00:00", *keys),
        ("7", "flight", "arrived", "2000-01-03T16:45+00:00", "2000-01-03T16:30+00:00", *keys),
        ("7", "delivery", "delivered", "2000-01-03T21:45+00:00", "2000-01-04T09:10+00:00", *keys),
    ]


def test_what_is_absent_has_not_happened(tmp_path: Path) -> None:
    """From the first absent minute on nothing has happened, though it is planned."""
    out = [row for row in events_of(file_of(tmp_path, GOOD)).rows if row[0] == "9"]
    assert [bool(row[3]) for row in out] == [True, True, True, False]
    assert out[3][4] == "2000-01-04T01:30+00:00"
    early = events_of(file_of(tmp_path, {**GOOD, "o_rcs_e": "0"})).rows
    assert [bool(row[3]) for row in early if row[0] == "9"] == [True, False, False, False]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"i1_legid": "9"}, "row 2, o_legid: '9' cannot be used; row 2 has the same"),
        ({"o_legid": ""}, "row 2, o_legid: '' cannot be used; give a value"),
        ({"i1_hops": "0"}, "row 2, i1_hops: '0' cannot be used; give the number of flights"),
        ({"i1_hops": "4"}, "row 2, i1_hops: '4' cannot be used; give a whole number from 0 to 3"),
        ({"i1_hops": "3"}, "row 2, i1_rcf_3_place: '0' cannot be used; give the number"),
        ({"i1_dlv_p": "?"}, r"row 2, i1_dlv_p: '\?' cannot be used; give the planned minutes"),
        ({"o_rcs_e": "-5"}, "row 2, o_rcs_e: '-5' cannot be used; give a whole number"),
        ({"o_dep_1_place": "0"}, "row 2, o_dep_1_place: '0' cannot be used; give the number"),
    ],
)
def test_hostile_processes(tmp_path: Path, fields: dict[str, str], message: str) -> None:
    """Doubles, missing plans and numbers that are none are refused by row and field."""
    with pytest.raises(InputError, match=message):
        events_of(file_of(tmp_path, {**GOOD, **fields}))


def test_other_columns_are_refused(tmp_path: Path) -> None:
    """A milestone column under another name is named as missing."""
    path = file_of(tmp_path, GOOD)
    path.write_text(
        path.read_text(encoding="utf-8").replace("i1_dlv_p", "i1_dlv"), encoding="utf-8"
    )
    with pytest.raises(InputError, match="heading i1_dlv_p: 'missing'"):
        events_of(path)
